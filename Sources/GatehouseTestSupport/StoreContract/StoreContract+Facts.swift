import GatehouseModel
import GatehouseService

extension StoreContract {
    static let facts: [Case] = [
        Case("facts of every state and type come back as they were saved") { store in
            let table = FactValue.list([.record(["name": .text("ssh \"quoted\" \\ \n ü"), "port": .integer(-22)])])
            var facts: [Fact] = [
                .known("a.boolean", .boolean(true)), .known("b.integer", .integer(.max)),
                .known("c.text", .text("")), .known("d.table", table), .known("e.empty", .list([])),
                .known("f.record", .record([:])), .known("g.absent", .boolean(false)),
                .known("h.unavailable", .boolean(false)),
            ]
            facts[6].state = .absent(reason: "no such file")
            facts[7].state = .unavailable(reason: "timed out")
            facts[7].assurance = .selfReported
            let saved = facts
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(saved, of: .numbered(1), receivedAt: .start)
                try require(unit.facts(of: .numbered(1)), equals: saved)
                try require(unit.facts(of: .numbered(2)), equals: [])
                let some = try unit.facts(of: .numbered(1), keys: ["c.text", "a.boolean", "z.none"])
                try require(some, equals: [saved[0], saved[2]])
            }
        },
        Case("a fact saved again replaces the one before, and removed facts are gone") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                let facts = ["a", "b", "c"].map { Fact.known(FactKey($0), .integer(1)) }
                try unit.save(facts, of: .numbered(1), receivedAt: .start)
                let newer = Fact.known("b", .integer(2))
                try unit.save([newer], of: .numbered(1), receivedAt: .start)
                try require(unit.facts(of: .numbered(1)), equals: [facts[0], newer, facts[2]])
                try unit.removeFacts(["a", "z"], of: .numbered(1))
                try require(unit.facts(of: .numbered(1)), equals: [newer, facts[2]])
                try unit.removeAllFacts(of: .numbered(1))
                try require(unit.facts(of: .numbered(1)), equals: [])
            }
        },
        Case("a fact of a device that is not there is refused") { store in
            try await require(.conflict) {
                try await store.write(Tenant.test.id) {
                    try $0.save([.known("a", .integer(1))], of: .numbered(1), receivedAt: .start)
                }
            }
        },
        Case("text that a database would cut short is refused") { store in
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try await require(.failed) {
                try await store.write(Tenant.test.id) { unit in
                    var fact = Fact.known("a", .integer(1))
                    fact.evidence = "before\0after"
                    try unit.save([fact], of: .numbered(1), receivedAt: .start)
                }
            }
        },
    ]

    static let compliance: [Case] = [
        Case("a verdict comes back as it was saved, and devices are counted by state, the never judged as unknown") {
            store in
            try await store.write(Tenant.test.id) { unit in
                for number in 1...3 { try unit.save(DeviceRecord.numbered(number)) }
                var verdict = Verdict.since(.inGracePeriod)
                verdict.graceEnd = .start + .seconds(60)
                verdict.note = "disk"
                try unit.save(.since(.compliant), of: .numbered(1))
                try unit.save(verdict, of: .numbered(1))
                try unit.save(.since(.compliant), of: .numbered(2))
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
                try unit.save(.since(.compliant), of: .numbered(1))
                try unit.save(.since(.compliant), of: .numbered(2))
                var alike = FleetClass(
                    platform: .linux, ownership: .company, trustType: .azureAd, identityAssurance: .agentVerified,
                    state: .compliant)
                var counts = [alike: 2]
                alike.state = nil
                counts[alike] = 1
                try require(unit.fleetClasses(), equals: counts)
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
    ]
}
