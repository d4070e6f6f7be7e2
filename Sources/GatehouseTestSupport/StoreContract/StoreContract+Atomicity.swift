import GatehouseModel
import GatehouseService

/// What a unit of work of the contract throws on purpose.
private struct Refusal: Error {}

extension StoreContract {
    static let atomicity: [Case] = [
        Case("what was written is read, inside the unit of work and after it") { store in
            let inside = try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                return try unit.device(.numbered(1))
            }
            let after = try await store.read(Tenant.test.id) { try $0.device(.numbered(1)) }
            try require(inside, equals: .numbered(1))
            try require(after, equals: .numbered(1))
        },
        Case("a unit of work that throws leaves nothing, and its own error reaches its caller") { store in
            do {
                try await store.write(Tenant.test.id) { unit in
                    try populate(unit)
                    try unit.append(AuditRow.numbered(1))
                    throw Refusal()
                }
                try require(false, "nothing was thrown")
            } catch is Refusal {}
            try await store.read(Tenant.test.id) { unit in
                try require(unit.device(.numbered(1)), equals: nil)
                try require(unit.decision(.numbered(1)), equals: nil)
                try require(unit.newestAuditRow(), equals: nil)
            }
            try require(try await store.changes(after: 0, limit: 10), equals: [])
        },
        Case("a unit of work of which a change is refused keeps nothing, even when it goes on") { store in
            try await require(.conflict) {
                try await store.write(Tenant.test.id) { unit in
                    try unit.save(DeviceRecord.numbered(1))
                    var twin = DeviceRecord.numbered(2)
                    twin.hardwareDigest = "hardware-1"
                    try? unit.save(twin)
                    try? unit.save(DeviceRecord.numbered(3))
                    _ = try? unit.device(.numbered(1))
                }
            }
            let saved = try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 9).map(\.device.id) }
            try require(saved, equals: [])
            try require(try await store.newestSequence(), equals: 0)
        },
        Case("of many units of work at once, those that throw take nothing with them") { store in
            let results = await withTaskGroup(of: (Int, Bool).self) { group in
                for number in 1...200 {
                    group.addTask {
                        do {
                            try await store.write(Tenant.test.id) { unit in
                                try unit.save(DeviceRecord.numbered(number))
                                try unit.save([.known("a", .integer(1))], of: .numbered(number), receivedAt: .start)
                                if number % 3 == 0 { throw Refusal() }
                            }
                            return (number, true)
                        } catch { return (number, false) }
                    }
                }
                return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            for number in 1...200 { try require(results[number], equals: number % 3 != 0) }
            let saved = try await store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 999).map(\.device.id) }
            try require(saved, equals: (1...200).filter { $0 % 3 != 0 }.map { .numbered($0) })
        },
        Case("a reader sees a unit of work whole or not at all") { store in
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            let writing = Task {
                for number in 1...100 as ClosedRange<Int64> {
                    try await store.write(Tenant.test.id) { unit in
                        let facts = ["a", "b"].map { Fact.known(FactKey($0), .integer(number)) }
                        for fact in facts { try unit.save([fact], of: .numbered(1), receivedAt: .start) }
                    }
                }
            }
            for _ in 1...100 {
                let states = try await store.read(Tenant.test.id) { try $0.facts(of: .numbered(1)).map(\.state) }
                try require(Set(states).count <= 1, "one unit of work was seen in parts: \(states)")
            }
            try await writing.value
        },
        Case("units of work that count on what they read lose no count") { store in
            try await store.write(Tenant.test.id) { unit in
                var code = EnrolmentCode.numbered(1)
                code.usesAllowed = 1000
                try unit.save(code)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...100 {
                    group.addTask {
                        try await store.write(Tenant.test.id) { unit in
                            guard var code = try unit.enrolmentCode(.numbered(1)) else { throw Refusal() }
                            code.usesMade += 1
                            try unit.save(code)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let code = try await store.read(Tenant.test.id) { try $0.enrolmentCode(.numbered(1)) }
            try require(code?.usesMade, equals: 100)
        },
    ]
}
