import GatehouseKeys
public import GatehouseModel
import Synchronization

/// The open actions of every device, in memory, with those who wait for a change: the other end of the long poll.
///
/// Waiting costs one closure a device and no task. Kept true by ``SnapshotFollower``.
public final class WorkBoard: Sendable {
    /// Stands for a list of open actions.
    public static let nothing = "0"

    /// Whose actions they are.
    public struct Key: Hashable, Sendable {
        /// The tenant of the device.
        public var tenant: TenantID
        /// The device that the actions are for.
        public var device: DeviceID

        /// Makes the key; whether such a device exists is not asked.
        public init(tenant: TenantID, device: DeviceID) {
            self.tenant = tenant
            self.device = device
        }
    }
    /// The open actions of a device and what stands for them.
    public struct Entry: Hashable, Sendable {
        /// Digest of the actions' identifiers; ``WorkBoard/nothing`` when there are none.
        public var desired: String
        /// The actions that are not final, oldest first.
        public var actions: [DeviceAction]
    }
    /// Names one waiting request, to end its wait.
    public struct WaiterID: Hashable, Sendable {
        fileprivate let number: UInt64
    }
    private struct State {
        var entries: [Key: Entry] = [:]
        var waiters: [Key: [WaiterID: @Sendable () -> Void]] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Makes an empty board.
    public init() {}

    /// The device's open actions; the empty entry when there are none or the device is not known.
    public func entry(_ key: Key) -> Entry {
        state.withLock { $0.entries[key] } ?? Entry(desired: Self.nothing, actions: [])
    }

    /// Devices that wait now.
    public var waiting: Int { state.withLock { $0.waiters.count } }

    /// Calls `wake` once when the device's work is another than `desired`, or its identity changed; at once if the
    /// work is another already, and then the answer is `nil`.
    public func wait(
        _ key: Key, whileDesired desired: String, _ wake: @escaping @Sendable () -> Void
    ) -> WaiterID? {
        let waiter = state.withLock { state -> WaiterID? in
            guard (state.entries[key]?.desired ?? Self.nothing) == desired else { return nil }
            state.next += 1
            let waiter = WaiterID(number: state.next)
            state.waiters[key, default: [:]][waiter] = wake
            return waiter
        }
        if waiter == nil { wake() }
        return waiter
    }

    /// Forgets the waiter; its closure is not called any more, unless that is under way already.
    public func stopWaiting(_ key: Key, _ waiter: WaiterID) {
        state.withLock { state in
            state.waiters[key]?[waiter] = nil
            if state.waiters[key]?.isEmpty ?? false { state.waiters[key] = nil }
        }
    }

    func replace(_ actions: [DeviceAction], of key: Key) {
        let wakes = state.withLock { state -> [@Sendable () -> Void] in
            let open = actions.filter { !$0.state.isFinal }
            let desired = open.isEmpty ? Self.nothing : Self.stand(for: open)
            guard desired != (state.entries[key]?.desired ?? Self.nothing) else { return [] }
            state.entries[key] = open.isEmpty ? nil : Entry(desired: desired, actions: open)
            return Self.takeWaiters(key, &state)
        }
        for wake in wakes { wake() }
    }

    /// Takes what was read anew: the devices of the tenant that are not in `open` have no open action.
    func replaceAll(of tenant: TenantID, by open: [DeviceID: [DeviceAction]]) {
        let known = state.withLock { $0.entries.keys.filter { $0.tenant == tenant }.map(\.device) }
        for device in Set(known).union(open.keys) {
            replace(open[device] ?? [], of: Key(tenant: tenant, device: device))
        }
    }

    /// Lets the waiting requests of a device look again, as when its identity was revoked.
    func poke(_ key: Key) {
        let wakes = state.withLock { Self.takeWaiters(key, &$0) }
        for wake in wakes { wake() }
    }

    /// Lets every waiting request of a tenant look again, as when it was suspended.
    func poke(_ tenant: TenantID) {
        let waiting = state.withLock { $0.waiters.keys.filter { $0.tenant == tenant } }
        for key in waiting { poke(key) }
    }

    private static func takeWaiters(_ key: Key, _ state: inout State) -> [@Sendable () -> Void] {
        guard let waiters = state.waiters.removeValue(forKey: key) else { return [] }
        return Array(waiters.values)
    }

    private static func stand(for actions: [DeviceAction]) -> String {
        String(Secret.digest(actions.map(\.id.description).joined(separator: ",")).prefix(16))
    }
}
