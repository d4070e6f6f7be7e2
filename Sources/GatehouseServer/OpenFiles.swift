import Foundation
import GatehouseDeviceAPI

/// How many files and connections this process may have open.
enum OpenFiles {
    /// For the database, the other listeners, and what connects to the outside.
    private static let others = 2048

    /// Takes as many as the system lets the process have, and answers how many that are.
    static func raise() -> Int {
        if var limit {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        return most ?? 1024
    }

    /// How many the process may have open now; `nil` where the system does not say.
    static var most: Int? { limit.map { Int(clamping: $0.rlim_cur) } }

    private static var limit: rlimit? {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit : nil
    }

    /// What devices may open when the process may have all that the system lets it.
    static func deviceLimits() -> DeviceConnectionLimits {
        var limits = DeviceConnectionLimits()
        limits.connections = min(limits.connections, forDevices(of: raise()))
        return limits
    }

    /// How many of so many devices may have: one more would take the file that a commit or a decision needs.
    static func forDevices(of most: Int) -> Int { most < others * 2 ? most / 2 : most - others }
}
