import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct SQLStoreTests {
    @Test func `a store that was closed opens again with what was written`() async throws {
        let directory = try TemporaryDirectory()
        let first = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        try await first.addTenant(.test)
        try await first.close()
        let second = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
        #expect(try await second.tenants() == [.test])
        try await second.close()
    }

    @Test func `pruned changes are gone, and who still needs them is told`() async throws {
        try await withTemporaryStore { store in
            for number in 1...5 {
                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
            }
            try await store.pruneChanges(before: 4)
            #expect(try await store.changes(after: 3, limit: 9).map(\.sequence) == [4, 5])
            let error = await #expect(throws: StoreError.self) { _ = try await store.changes(after: 2, limit: 9) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func `numbers of pruned changes are never given again`() async throws {
        try await withTemporaryStore { store in
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            try await store.pruneChanges(before: 1000)
            #expect(try await store.newestSequence() == 1)
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
            #expect(try await store.changes(after: 1, limit: 9).map(\.sequence) == [2])
        }
    }

    @Test func `closing ends the wake-ups`() async throws {
        try await withTemporaryStore { store in
            var wakeUps = store.wakeUps().makeAsyncIterator()
            try await store.close()
            #expect(await wakeUps.next() == nil)
            var late = store.wakeUps().makeAsyncIterator()
            #expect(await late.next() == nil)
        }
    }
}
