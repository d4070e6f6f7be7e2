import Foundation
import GatehouseModel
import GatehouseService
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

@testable import GatehouseGateway

/// A listener over a fake decision point, in a folder of its own, until the body ends.
struct RunningGateway {
    let listener: GatewayListener
    let point: FakeDecisionPoint
    let clock: TestClock
    let folder: String

    var socket: String { folder + "/decide.sock" }

    static func with(
        configure: (inout GatewayConfiguration, String) throws -> Void = { _, _ in },
        _ body: (RunningGateway) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/gateway-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var configuration = GatewayConfiguration(unixSockets: [.init(path: folder + "/decide.sock", point: .proxy)])
        configuration.drainTimeout = .seconds(2)
        try configure(&configuration, folder)
        let point = FakeDecisionPoint()
        let clock = TestClock()
        let listener = GatewayListener(
            configuration: configuration, decisionPoint: point, eventLoopGroup: .singletonMultiThreadedEventLoopGroup,
            clock: { clock.now }, logger: .silent)
        try await listener.start()
        try await listener.whileRunning {
            try await body(RunningGateway(listener: listener, point: point, clock: clock, folder: folder))
        }
    }
}

extension GatewayListener {
    /// Runs as a service while the body runs, and stops gracefully after it.
    func whileRunning(_ body: () async throws -> Void) async throws {
        let group = ServiceGroup(configuration: .init(services: [.init(service: self)], logger: .silent))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            do { try await body() } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }
}

extension Logger {
    static let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

/// A clock that moves when it is told.
final class TestClock: Sendable {
    private let instant = Mutex(Instant(seconds: 1_750_000_000))

    var now: Instant { instant.withLock { $0 } }
    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}
