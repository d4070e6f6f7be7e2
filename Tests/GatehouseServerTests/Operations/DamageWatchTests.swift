import Foundation
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Logging
import Testing

@testable import GatehouseServer

@Suite struct DamageWatchTests {
    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    @Test func `damage that no question meets makes the store refuse everything`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("gatehouse.sqlite")
        let store = try await SQLStore.open(path: path)
        try await store.addTenant(.test)
        try await store.write(Tenant.test.id) { unit in
            for number in 1...1800 { try unit.save(DeviceRecord.numbered(number)) }
        }
        try await store.close()
        let file = try FileHandle(forUpdating: URL(filePath: path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: size / 2)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size / 2)))
        try file.close()

        let damaged = try await SQLStore.open(path: path)
        #expect(try await damaged.tenants().count == 1, "nobody has met it yet")
        let watch = DamageWatch(
            lookThrough: damaged.lookThrough, logger: logger, first: .zero, interval: .seconds(3600))
        let running = Task { try await watch.run() }
        let end = ContinuousClock.now + .seconds(20)
        var code: StoreError.Code?
        while code == nil, ContinuousClock.now < end {
            do {
                _ = try await damaged.newestSequence()
                try await Task.sleep(for: .milliseconds(5))
            } catch let error as StoreError { code = error.code }
        }
        #expect(code == .corrupt)
        running.cancel()
        try await running.value
        try? await damaged.close()
    }

    @Test(arguments: TestEngine.allCases)
    func `a whole store is looked through, and goes on`(_ engine: TestEngine) async throws {
        try await withTemporaryStore(on: engine) { store in
            await DamageWatch(lookThrough: store.lookThrough, logger: logger).look()
            try await store.write(Tenant.test.id) { try $0.save(DeviceRecord.numbered(1)) }
            let kept = try await store.read(Tenant.test.id) { try $0.device(.numbered(1)) }
            #expect(kept == DeviceRecord.numbered(1))
        }
    }
}
