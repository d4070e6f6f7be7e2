#if os(Linux)
    import GatehouseModel
    import GatehouseService
    import GatehouseStorage
    import GatehouseTestSupport
    import Testing

    @Suite struct DiskSyncTests {
        @Test func `the log is on the disk before a write is answered`() async throws {
            let directory = try TemporaryDirectory()
            let log = directory.file("gatehouse.sqlite-wal")
            let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
            try await store.addTenant(.test)
            for number in 1...10 {
                let before = DiskSyncs.count(of: log)
                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
                #expect(DiskSyncs.count(of: log) > before)
            }
            try await store.close()
        }

        @Test func `writes at once share what they wait for`() async throws {
            let directory = try TemporaryDirectory()
            let log = directory.file("gatehouse.sqlite-wal")
            let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
            try await store.addTenant(.test)
            let before = DiskSyncs.count(of: log)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 1...500 {
                    group.addTask {
                        try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(number)) }
                    }
                }
                try await group.waitForAll()
            }
            #expect((1..<250).contains(DiskSyncs.count(of: log) - before))
            try await store.close()
        }

        @Test func `a write that the disk did not confirm is not answered as done`() async throws {
            let directory = try TemporaryDirectory()
            let log = directory.file("gatehouse.sqlite-wal")
            let store = try await SQLStore.open(path: directory.file("gatehouse.sqlite"))
            try await store.addTenant(.test)
            DiskSyncs.fail(log, true)
            let error = await #expect(throws: StoreError.self) {
                try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            }
            #expect(error?.code == .failed)
            DiskSyncs.fail(log, false)
            #expect(try await store.read(Tenant.test.id) { try $0.device(.numbered(1)) } == nil)
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(2)) }
            try await store.verify()
            try await store.close()
        }
    }
#endif
