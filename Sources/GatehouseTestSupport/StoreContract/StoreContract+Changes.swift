import GatehouseModel
import GatehouseService

extension StoreContract {
    static let changes: [Case] = [
        Case("every change that others follow is in the feed, in order") { store in
            try await store.write(Tenant.test.id) { unit in
                try populate(unit)
                try unit.save(.policy("alpha", id: 1))
                try unit.save(EnrolmentCode.numbered(1))
                try unit.save(APIToken.numbered(1))
                try unit.revokeCertificates(of: .numbered(1), at: .start, reason: "test")
                try unit.deleteDocument(kind: "CompliancePolicy", name: "alpha")
                try unit.removeFacts(["os.version"], of: .numbered(1))
            }
            let id = DeviceID.numbered(1).description
            let found = try await store.changes(after: 0, limit: 100)
            try require(
                found.map { "\($0.kind) \($0.id) \($0.operation)" },
                equals: [
                    "device \(id) put", "certificate 1 put", "facts \(id) put", "verdict \(id) put",
                    "deviceToken token put", "action \(id) put", "document CompliancePolicy/alpha put",
                    "enrolmentCode \(CodeID.numbered(1)) put", "token \(TokenID.numbered(1)) put",
                    "certificate 1 put", "document CompliancePolicy/alpha delete", "facts \(id) put",
                ])
            try require(found.map(\.sequence), equals: Array(1...12))
            try require(found.allSatisfy { $0.tenant == Tenant.test.id }, "a change is another tenant's")
            try require(try await store.newestSequence(), equals: 12)
            try require(try await store.changes(after: 10, limit: 1).map(\.sequence), equals: [11])
        },
        Case("who has seen a change is told when it is not in the store's past") { store in
            try require(try await store.feedPosition(since: nil), equals: FeedPosition(sequence: 0))
            try await store.write(Tenant.test.id) { try populate($0) }
            let seen = try await store.feedPosition(since: nil)
            try require(seen.mark != nil, "the newest change has no mark")
            try await store.write(Tenant.test.id) { try $0.save(APIToken.numbered(1)) }
            let (device, newer) = try await store.follow(Tenant.test.id, since: seen) { try $0.device(.numbered(1)) }
            try require(device?.device.id, equals: .numbered(1))
            try require(newer.sequence, equals: seen.sequence + 1)
            for stranger in [
                FeedPosition(sequence: seen.sequence, mark: seen.mark.map { ~$0 }),
                FeedPosition(sequence: newer.sequence + 1, mark: nil),
            ] {
                do {
                    _ = try await store.follow(Tenant.test.id, since: stranger) { _ in true }
                    try require(false, "a stranger's position was taken")
                } catch is OtherHistory {}
            }
            try await store.pruneChanges(before: .max)
            try require(
                try await store.feedPosition(since: seen), equals: FeedPosition(sequence: newer.sequence))
        },
        Case("what nobody follows is not in the feed") { store in
            try await store.write(Tenant.test.id) { unit in
                try unit.save(DeviceRecord.numbered(1))
                try unit.save(.since(.compliant), of: .numbered(1), at: .start)
            }
            let newest = try await store.newestSequence()
            try await store.write(Tenant.test.id) { unit in
                var later = Verdict.since(.compliant)
                later.validUntil = .distantFuture
                try unit.save(later, of: .numbered(1), at: .start)
                try unit.save(later, of: .numbered(1), at: .start)
                try unit.saveChannelState(of: .numbered(1))
                try unit.saveLastContact([.numbered(1): .distantFuture])
                try unit.append([.numbered(1)], repeats: [])
                try unit.append(AuditRow.numbered(1))
                try unit.schedule(.numbered(1))
                try require(unit.deleteDevice(.numbered(2)), equals: false)
            }
            try require(try await store.newestSequence(), equals: newest)
            try await store.write(Tenant.test.id) { try $0.save(.since(.noncompliant), of: .numbered(1), at: .start) }
            try require(try await store.newestSequence(), equals: newest + 1)
        },
        Case("a deleted device takes its certificates and tokens out of the feed's world") { store in
            try await store.write(Tenant.test.id) { try populate($0) }
            let newest = try await store.newestSequence()
            try await store.write(Tenant.test.id) { _ = try $0.deleteDevice(.numbered(1)) }
            let found = try await store.changes(after: newest, limit: 100)
            try require(found.allSatisfy { $0.operation == .delete }, "\(found)")
            try require(
                Set(found.map(\.kind)),
                equals: [.device, .certificate, .deviceToken, .facts, .verdict, .action])
        },
        Case("who has seen a sequence never finds an earlier one later, under concurrent writers") { store in
            let writers = 8
            let each = 40
            let writing = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<writers {
                        group.addTask {
                            for index in 0..<each {
                                let number = writer * each + index + 1
                                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            var seen = [Change]()
            while seen.count < writers * each {
                let more = try await store.changes(after: seen.last?.sequence ?? 0, limit: 16)
                seen += more
                if more.isEmpty { await Task.yield() }
            }
            try await writing.value
            try require(seen.map(\.sequence), equals: Array(1...Int64(writers * each)))
            try require(Set(seen.map(\.id)).count, equals: writers * each)
        },
        Case("everybody who listens is woken after a commit that appended") { store in
            var first = store.wakeUps().makeAsyncIterator()
            var second = store.wakeUps().makeAsyncIterator()
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try require(await first.next() != nil, "the first listener was not woken")
            try require(await second.next() != nil, "the second listener was not woken")
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
            try require(await first.next() != nil, "the first listener was not woken again")
            try require(try await store.changes(after: 0, limit: 9).count, equals: 2)
        },
    ]
}
