import GatehouseModel
import GatehouseService

extension StoreContract {
    static let decisions: [Case] = [
        Case("a decision comes back with every particular") { store in
            var record = DecisionRecord.numbered(1, device: .numbered(7))
            record.decision.outcome = .challenge
            record.decision.reasons.append(
                DecisionReason(
                    code: .controlNotSatisfied, policy: "baseline", control: .minimumAssurance(.attested),
                    detail: "the \"identity\" is not attested", remediation: "enrol with a TPM"))
            record.decision.policies = [
                PolicyOutcome(
                    policy: "baseline", isReportOnly: true, application: .mayApply, result: .interrupted,
                    decidingCondition: "locations")
            ]
            record.decision.missing = [.compliantDevice, .minimumAssurance(.attested)]
            let saved = record
            try await store.write(Tenant.test.id) { unit in
                try unit.append([saved, .numbered(2)], repeats: [])
                try require(unit.decision(.numbered(1)), equals: saved)
                try require(unit.decision(.numbered(2)), equals: .numbered(2))
                try require(unit.decision(.numbered(3)), equals: nil)
            }
        },
        Case("repeats of a decision add up over minutes and reports") { store in
            try await store.write(Tenant.test.id) { unit in
                let minute = DecisionRepeat(decision: .numbered(1), minute: .start, count: 2)
                let next = DecisionRepeat(decision: .numbered(1), minute: .start + .seconds(60), count: 40)
                try unit.append([.numbered(1)], repeats: [minute, next])
                try unit.append([], repeats: [minute])
                try require(unit.repeats(of: .numbered(1)), equals: 44)
                try require(unit.repeats(of: .numbered(2)), equals: 0)
            }
        },
        Case("a decision that is recorded again stands as it was recorded first, and harms no other") { store in
            try await store.write(Tenant.test.id) { try $0.append([.numbered(1)], repeats: []) }
            let again = [DecisionRecord.numbered(1, at: 9), .numbered(2)]
            try await store.write(Tenant.test.id) { try $0.append(again, repeats: []) }
            try await store.read(Tenant.test.id) { unit in
                try require(unit.decision(.numbered(1)), equals: .numbered(1))
                try require(unit.decision(.numbered(2)), equals: .numbered(2))
            }
        },
        Case("old decisions go with their repeats") { store in
            try await store.write(Tenant.test.id) { unit in
                let repeats = (1...2).map { DecisionRepeat(decision: .numbered($0), minute: .start, count: 1) }
                try unit.append([.numbered(1, at: 0), .numbered(2, at: 59)], repeats: repeats)
                try unit.removeDecisions(before: .start + .seconds(30))
                try require(unit.decision(.numbered(1)), equals: nil)
                try require(unit.repeats(of: .numbered(1)), equals: 0)
                try require(unit.decision(.numbered(2)), equals: .numbered(2, at: 59))
                try require(unit.repeats(of: .numbered(2)), equals: 1)
            }
        },
        Case("decisions are listed newest first and by any of their fields") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.append(
                    (1...4).map { .numbered($0, device: $0 == 2 ? .numbered(9) : nil, at: Int64($0 / 2)) },
                    repeats: [])
                let all = try unit.decisions(ListQuery()).elements.map(\.id)
                try require(all, equals: [.numbered(4), .numbered(3), .numbered(2), .numbered(1)])
                let ofDevice = ListQuery(
                    filter: .compare(field: "device", .equals, .text(DeviceID.numbered(9).description)))
                try require(unit.decisions(ofDevice).elements.map(\.id), equals: [.numbered(2)])
                let withoutDevice = ListQuery(filter: .compare(field: "device", .equals, .null))
                try require(unit.decisions(withoutDevice).elements.count, equals: 3)
                let ofOthers = ListQuery(
                    filter: .compare(field: "device", .notEquals, .text(DeviceID.numbered(9).description)))
                try require(unit.decisions(ofOthers).elements.count, equals: 3)
                let recent = ListQuery(filter: .compare(field: "at", .atLeast, .text("2026-01-01T00:00:01Z")))
                try require(unit.decisions(recent).elements.count, equals: 3)
            }
        },
    ]

    static let audit: [Case] = [
        Case("audit rows follow one another without gaps") { store in
            try await store.write(Tenant.test.id) { unit in
                try require(unit.newestAuditRow(), equals: nil)
                for number in 1...3 as ClosedRange<Int64> { try unit.append(.numbered(number)) }
                try require(unit.newestAuditRow(), equals: .numbered(3))
                try require(unit.auditRows(after: 1, limit: 10), equals: [.numbered(2), .numbered(3)])
                try require(unit.auditRows(after: 0, limit: 1), equals: [.numbered(1)])
            }
            for number in [1, 3, 5] as [Int64] {
                try await require(.conflict) {
                    try await store.write(Tenant.test.id) { try $0.append(.numbered(number)) }
                }
            }
            try await store.write(Tenant.other.id) { try $0.append(.numbered(1)) }
        }
    ]
}
