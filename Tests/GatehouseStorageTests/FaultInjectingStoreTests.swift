import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct FaultInjectingStoreTests {
    @Test func `wherever a unit of work fails, nothing of it is kept`() async throws {
        try await withTemporaryStore { inner in
            let store = FaultInjectingStore(inner)
            try await enrol(1, in: store)
            let calls = store.callsOfLastWrite
            #expect(calls == 3)
            for fault in (1...calls).map(FaultInjectingStore.Fault.call) + [.commit] {
                store.fault = fault
                await #expect(throws: StoreError.self) { try await enrol(2, in: store) }
                #expect(try await inner.read(Tenant.test.id) { try $0.device(.numbered(2)) } == nil)
                #expect(try await inner.newestSequence() == 2)
            }
        }
    }

    @Test func `a lost answer leaves the work done`() async throws {
        try await withTemporaryStore { inner in
            let store = FaultInjectingStore(inner)
            store.fault = .answer
            await #expect(throws: StoreError.self) { try await enrol(1, in: store) }
            let saved = try await store.read(Tenant.test.id) { try $0.device(.numbered(1)) }
            #expect(saved == .numbered(1))
        }
    }

    private func enrol(_ number: Int, in store: FaultInjectingStore) async throws {
        try await store.write(Tenant.test.id) { unit in
            try unit.save(DeviceRecord.numbered(number))
            try unit.save(CertificateRecord.numbered(number, of: .numbered(number)))
            try unit.append(AuditRow.numbered(Int64(number)))
        }
    }
}
