import GatehouseModel
import GatehouseService

extension StoreContract {
    static let compliance: [Case] = [
        Case("a verdict comes back as it was saved, and devices are counted by state, the never judged as unknown") {
            store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 { try unit.save(DeviceRecord.numbered(number)) }
                var verdict = Verdict.since(.inGracePeriod)
                verdict.graceEnd = .start + .seconds(60)
                verdict.note = "disk"
                try unit.save(.since(.compliant), of: .numbered(1), at: .start)
                try unit.save(verdict, of: .numbered(1), at: .start)
                try unit.save(.since(.compliant), of: .numbered(2), at: .start)
                try require(unit.verdict(of: .numbered(1)), equals: verdict)
                try require(unit.verdict(of: .numbered(3)), equals: nil)
                try require(unit.verdictCounts(), equals: [.inGracePeriod: 1, .compliant: 1, .unknown: 1])
            }
        },
        Case("enrolled devices are counted by what decisions look at; those that are revoked are not") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 { try unit.save(DeviceRecord.numbered(number)) }
                var revoked = DeviceRecord.numbered(4)
                revoked.device.lifecycle = .revoked
                try unit.save(revoked)
                try unit.save(.since(.compliant), of: .numbered(1), at: .start)
                try unit.save(.since(.compliant), of: .numbered(2), at: .start)
                var alike = FleetClass(
                    platform: .linux, ownership: .company, trustType: .azureAd, identityAssurance: .agentVerified,
                    state: .compliant)
                var counts = [alike: 2]
                alike.state = nil
                counts[alike] = 1
                try require(unit.fleetClasses(), equals: counts)
            }
        },
        Case("what was read ahead is answered as it is, also after it was changed in the same unit of work") { store in
            let ids = (1...3).map { DeviceID.numbered($0) }
            let facts = ["a.one", "a.two", "b"].map { Fact.known($0, .integer(1)) }
            let disk = RequirementStatus.failing("disk", since: .start)
            let job = Job(id: .numbered(1), tenant: Tenant.test.id, kind: "judge", subject: "\(ids[0])", dueAt: .start)
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 { try unit.save(DeviceRecord.numbered(number)) }
                try unit.save(facts, of: ids[0], receivedAt: .start)
                try unit.save(.since(.compliant), of: ids[0], at: .start)
                try unit.save([disk], of: ids[0], at: .start)
                try unit.schedule(job)
            }
            try await store.write(Tenant.test.id) { unit in
                try unit.readAhead(of: ids, lookingAt: ["a.one", "b", "c"], jobs: "judge")
                try require(unit.verdict(of: ids[0]), equals: .since(.compliant))
                try require(unit.verdict(of: ids[1]), equals: nil)
                try require(unit.statuses(of: ids[0]), equals: [disk])
                try require(unit.statuses(of: ids[2]), equals: [])
                try require(unit.facts(of: ids[0], keys: ["a.one", "b"]), equals: [facts[0], facts[2]])
                try require(unit.facts(of: ids[0], keys: ["a.one", "a.two"]), equals: [facts[0], facts[1]])
                try require(unit.facts(of: ids[1], keys: ["b"]), equals: [])
                try require(unit.job(kind: "judge", subject: "\(ids[0])")?.id, equals: job.id)
                try require(unit.job(kind: "judge", subject: "\(ids[1])"), equals: nil)
                try unit.removeFacts(["b"], of: ids[0])
                try unit.save(.since(.noncompliant), of: ids[1], at: .start)
                try unit.save([], of: ids[0], at: .start)
                try unit.cancelJob(kind: "judge", subject: "\(ids[0])")
                try require(unit.facts(of: ids[0], keys: ["a.one", "b"]), equals: [facts[0]])
                try require(unit.verdict(of: ids[1]), equals: .since(.noncompliant))
                try require(unit.statuses(of: ids[0]), equals: [])
                try require(unit.job(kind: "judge", subject: "\(ids[0])"), equals: nil)
            }
        },
        Case("an interval goes on while it began at the same time, and ends when it is left out") { store in
            let later = Instant.start + .seconds(60)
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                var disk = RequirementStatus.failing("disk", since: .start)
                let version = RequirementStatus.failing("version", since: .start)
                try unit.save([version, disk], of: .numbered(1), at: .start)
                try require(unit.statuses(of: .numbered(1)), equals: [disk, version])
                disk.found = "still false"
                try unit.save([disk], of: .numbered(1), at: later)
                try require(unit.statuses(of: .numbered(1)), equals: [disk])
                try require(
                    unit.intervals(of: .numbered(1), limit: 10),
                    equals: [
                        RequirementInterval(status: disk, until: nil),
                        RequirementInterval(status: version, until: later),
                    ])
            }
        },
        Case("an interval that began anew ends the one before") { store in
            let later = Instant.start + .seconds(60)
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let first = RequirementStatus.failing("disk", since: .start)
                var second = RequirementStatus.failing("disk", since: later)
                second.result = .satisfied
                second.graceEnd = nil
                try unit.save([first], of: .numbered(1), at: .start)
                try unit.save([second], of: .numbered(1), at: later)
                try require(unit.statuses(of: .numbered(1)), equals: [second])
                let intervals = try unit.intervals(of: .numbered(1), limit: 10)
                try require(
                    intervals,
                    equals: [
                        RequirementInterval(status: second, until: nil),
                        RequirementInterval(status: first, until: later),
                    ])
                try require(unit.intervals(of: .numbered(1), limit: 1).map(\.status), equals: [second])
            }
        },
        Case("how a requirement's change waits and what was done come back, and make no past of their own") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                var disk = RequirementStatus.failing("disk", since: .start)
                try unit.save([disk], of: .numbered(1), at: .start)
                disk.pending = ReportQuorum(2, of: 3).map {
                    PendingResult(result: .satisfied, since: .start, reports: [true, false], quorum: $0)
                }
                disk.actionsDone = ["notify-1", "lock-1"]
                try unit.save([disk], of: .numbered(1), at: .start + .seconds(60))
                try require(unit.statuses(of: .numbered(1)), equals: [disk])
                try require(
                    unit.requirementSpans(of: .numbered(1), before: .distantFuture, limit: 9).map(\.from),
                    equals: [.start])
                disk.pending = nil
                try unit.save([disk], of: .numbered(1), at: .start + .seconds(120))
                try require(unit.statuses(of: .numbered(1)), equals: [disk])
            }
        },
    ]

    /// What was found `seconds` after the start.
    private static func at(_ seconds: Int64) -> Instant { .start + .seconds(seconds) }

    static let complianceHistory: [Case] = [
        Case("the verdict of a past time is the one that stood then, and none before the first") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let (good, bad) = (Verdict.since(.compliant), Verdict.since(.noncompliant))
                var longer = good
                longer.validUntil = .distantFuture
                try unit.save(good, of: .numbered(1), at: at(10))
                try unit.save(longer, of: .numbered(1), at: at(15))
                try unit.save(bad, of: .numbered(1), at: at(20))
                try require(unit.verdict(of: .numbered(1), at: at(9)), equals: nil)
                let past = VerdictSpan(verdict: longer, from: at(10), until: at(20))
                let lasting = VerdictSpan(verdict: bad, from: at(20), until: nil)
                try require(unit.verdict(of: .numbered(1), at: at(10)), equals: past)
                try require(unit.verdict(of: .numbered(1), at: at(19)), equals: past)
                try require(unit.verdict(of: .numbered(1), at: at(20)), equals: lasting)
                try require(
                    unit.verdictSpans(of: .numbered(1), before: .distantFuture, limit: 9), equals: [lasting, past])
                try require(unit.verdictSpans(of: .numbered(1), before: at(20), limit: 9), equals: [past])
                try require(unit.verdictSpans(of: .numbered(1), before: .distantFuture, limit: 1), equals: [lasting])
                try require(unit.verdict(of: .numbered(2), at: at(20)), equals: nil)
            }
        },
        Case("what was found at a past time is as it was judged then, also within one interval") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let failing = RequirementStatus.failing("disk", since: at(10))
                var hidden = failing
                (hidden.result, hidden.found) = (.unknown, "not known: timed out")
                var good = RequirementStatus.failing("disk", since: at(30))
                (good.result, good.graceEnd) = (.satisfied, nil)
                try unit.save([failing], of: .numbered(1), at: at(10))
                try unit.save([hidden], of: .numbered(1), at: at(20))
                try unit.save([good], of: .numbered(1), at: at(30))
                for (second, status) in [(10, failing), (19, failing), (20, hidden), (29, hidden), (30, good)] {
                    try require(
                        unit.requirementSpans(of: .numbered(1), at: at(Int64(second))).map(\.status), equals: [status])
                }
                try require(unit.requirementSpans(of: .numbered(1), at: at(9)), equals: [])
                try require(
                    unit.intervals(of: .numbered(1), limit: 9),
                    equals: [
                        RequirementInterval(status: good, until: nil),
                        RequirementInterval(status: hidden, until: at(30)),
                    ])
                try require(
                    unit.requirementSpans(of: .numbered(1), before: at(30), limit: 9).map(\.until),
                    equals: [at(30), at(20)])
            }
        },
        Case("what ended too long ago is forgotten, in parts, and what lasts never") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                for second in Int64(0)..<6 {
                    var status = RequirementStatus.failing("disk", since: .start)
                    status.found = "\(second)"
                    try unit.save([status], of: .numbered(1), at: at(second))
                    var verdict = Verdict.since(.noncompliant)
                    verdict.note = "\(second)"
                    try unit.save(verdict, of: .numbered(1), at: at(second))
                }
                try require(unit.removeComplianceHistory(endedBefore: at(4), limit: 2), equals: 4)
                try require(unit.removeComplianceHistory(endedBefore: at(4), limit: 9), equals: 2)
                try require(unit.removeComplianceHistory(endedBefore: at(4), limit: 9), equals: 0)
                try require(unit.verdict(of: .numbered(1), at: at(2)), equals: nil)
                try require(unit.verdict(of: .numbered(1), at: at(3))?.verdict.note, equals: "3")
                try require(unit.removeComplianceHistory(endedBefore: .distantFuture, limit: 9), equals: 4)
                try require(unit.statuses(of: .numbered(1)).map(\.found), equals: ["5"])
                try require(unit.verdict(of: .numbered(1))?.note, equals: "5")
            }
        },
        Case("of a device with too long a past the oldest goes, and of no other") { store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...2 {
                    try unit.save(DeviceRecord.numbered(number))
                    for second in Int64(0)..<Int64(number * 4) {
                        var status = RequirementStatus.failing("disk", since: .start)
                        status.found = "\(second)"
                        try unit.save([status], of: .numbered(number), at: at(second))
                    }
                }
                try require(unit.removeComplianceHistory(beyond: 5), equals: 2)
                try require(unit.requirementSpans(of: .numbered(1), at: at(0)).count, equals: 1)
                try require(unit.requirementSpans(of: .numbered(2), at: at(1)).count, equals: 0)
                try require(unit.requirementSpans(of: .numbered(2), at: at(2)).count, equals: 1)
            }
        },
    ]
}
