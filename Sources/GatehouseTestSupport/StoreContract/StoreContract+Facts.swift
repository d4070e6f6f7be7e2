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
        Case("many facts are asked for at once, and whether any is held") { store in
            let facts = (100..<140).map { Fact.known(FactKey("many.f\($0)"), .integer(Int64($0))) }
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(facts, of: .numbered(1), receivedAt: .start)
                for count in [0, 1, 2, 4, 5, 16, 17, 40] {
                    let asked = facts.prefix(count)
                    let keys = Set(asked.map(\.key) + ["a.none", "z.none"])
                    try require(unit.facts(of: .numbered(1), keys: keys), equals: Array(asked))
                    try require(unit.holdsFacts(keys, of: .numbered(1)), equals: count > 0)
                    try require(unit.holdsFacts(keys, of: .numbered(2)), equals: false)
                }
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
}
