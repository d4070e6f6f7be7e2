import GatehouseModel
import Synchronization

/// When each device is to be asked again, in memory, so that a check-in that changes nothing reads nothing more.
///
/// Only a hint: the store decides, and a node that does not remember looks.
final class QuoteSchedule: Sendable {
    private struct Key: Hashable {
        var tenant: TenantID
        var device: DeviceID
    }

    private let next = Mutex<[Key: Instant]>([:])

    func mayBeDue(_ tenant: TenantID, _ device: DeviceID, at now: Instant) -> Bool {
        next.withLock { $0[Key(tenant: tenant, device: device)] }.map { $0 <= now } ?? true
    }

    func look(again instant: Instant, at tenant: TenantID, _ device: DeviceID) {
        next.withLock { $0[Key(tenant: tenant, device: device)] = instant }
    }
}
