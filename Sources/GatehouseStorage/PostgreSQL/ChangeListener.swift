import Foundation
import GatehouseService
import Synchronization

/// Hears of what other nodes append, on a connection of its own.
///
/// It signals after every connecting too: what was told while nobody listened is not lost, since who is woken reads the
/// feed.
final class ChangeListener: Sendable {
    static let channel = "gatehouse_change"
    /// How often a connection that is silent is asked whether it is still there.
    private static let heartbeat = Duration.seconds(5)

    private let isClosed = Atomic(false)

    init(
        _ address: PostgreSQLAddress, limits: PostgreSQLLimits, _ reachability: Reachability,
        signal: @escaping @Sendable () -> Void
    ) {
        let thread = Thread { [self] in
            let session = PostgreSQLSession(address, purpose: "listens", limits: limits.following, reachability)
            while !isClosed.load(ordering: .relaxed) {
                do {
                    try follow(session, signal)
                } catch {
                    session.drop()
                    Thread.sleep(forTimeInterval: 0.1)
                }
            }
        }
        thread.name = "listens"
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Its thread ends soon after.
    func close() { isClosed.store(true, ordering: .relaxed) }

    private func follow(_ session: PostgreSQLSession, _ signal: () -> Void) throws {
        let link = try session.opened()
        try link.ask("LISTEN \(Self.channel)")
        signal()
        var heard = ContinuousClock.now
        while !isClosed.load(ordering: .relaxed), link.isUsable() {
            if try link.awaitNotification(for: .milliseconds(500)) {
                signal()
                heard = .now
            } else if .now - heard > Self.heartbeat {
                try link.ask("SELECT 1")
                heard = .now
            }
        }
    }
}
