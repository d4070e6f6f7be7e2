import Foundation
import GatehouseModel
import GatehouseService
import ServiceLifecycle
import Synchronization

/// Looks at the store and the disk every ten seconds, so that whoever reads the metrics waits for neither.
final class NodeWatch: Service {
    /// What was seen last.
    struct Sight: Sendable {
        /// `nil` where the store did not answer, or was not asked yet.
        var store: StoreCondition?
        var wasAsked = false
        /// Of the file system that the data folder is on, in bytes.
        var diskFree: Double?
        var diskSize: Double?
    }

    private static let interval = Duration.seconds(10)

    private let store: any StoreInspection
    private let folder: String
    private let clock: GatehouseService.Clock
    private let state = Mutex(Sight())

    init(store: any StoreInspection, folder: String, clock: GatehouseService.Clock) {
        self.store = store
        self.folder = folder
        self.clock = clock
    }

    var sight: Sight { state.withLock(\.self) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            repeat { await self.look() } while (try? await Task.sleep(for: Self.interval)) != nil
        }
    }

    func look() async {
        let condition = try? await store.condition(at: clock.now)
        var status = statvfs()
        let isSeen = statvfs(folder, &status) == 0
        let size = Double(status.f_frsize)
        let disk = isSeen ? (Double(status.f_bavail) * size, Double(status.f_blocks) * size) : nil
        state.withLock {
            $0 = Sight(store: condition, wasAsked: true, diskFree: disk?.0, diskSize: disk?.1)
        }
    }
}
