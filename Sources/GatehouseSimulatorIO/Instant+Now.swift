import Foundation
package import GatehouseModel

extension Instant {
    /// The wall clock.
    package static var now: Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
