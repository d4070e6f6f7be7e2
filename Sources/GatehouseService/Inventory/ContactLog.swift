import GatehouseModel
import Synchronization

/// When devices were last heard of, kept in memory and written in batches: hearing nothing new costs no write.
public final class ContactLog: Sendable {
    private let pending = Mutex<[TenantID: [DeviceID: Instant]]>([:])

    /// Makes a log with nothing to write.
    public init() {}

    func note(_ tenant: TenantID, _ device: DeviceID, at now: Instant) {
        pending.withLock { $0[tenant, default: [:]][device] = now }
    }

    /// Writes what was noted; what cannot be written is kept for the next time.
    public func flush(to store: any Store) async throws {
        let noted = pending.withLock { all in
            defer { all = [:] }
            return all
        }
        for (tenant, contacts) in noted {
            do {
                try await store.write(tenant) { try $0.saveLastContact(contacts) }
            } catch {
                pending.withLock { $0[tenant, default: [:]].merge(contacts) { max($0, $1) } }
                throw error
            }
        }
    }
}
