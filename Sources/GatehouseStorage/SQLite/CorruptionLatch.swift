import GatehouseService
import Synchronization

/// Remembers that the file is damaged: from then on the store refuses everything until somebody restores it.
final class CorruptionLatch: Sendable {
    private let damage = Mutex<StoreError?>(nil)

    func check() throws(StoreError) {
        if let damage = damage.withLock({ $0 }) { throw damage }
    }

    /// Passes an error on, and remembers the first that is damage.
    func noting(_ error: StoreError) -> StoreError {
        if error.code == .corrupt { damage.withLock { $0 = $0 ?? error } }
        return error
    }
}
