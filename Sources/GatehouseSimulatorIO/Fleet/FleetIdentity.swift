/// One enrolled device with its key.
package struct FleetIdentity: Codable, Hashable, Sendable {
    /// Of the fleet's seed, from 0.
    package var number: Int
    package var seed: UInt64
    package var hardware: String
    /// As the server calls it.
    package var device: String
    /// PEM.
    package var key: String
    /// PEM, leaf first.
    package var chain: String
    /// URL of the device channel.
    package var channel: String
    /// PEM of the roots to trust there.
    package var trustRoots: String
    /// Milliseconds since 1970.
    package var notAfter: Int64
    package var ownership: String?
    package var isTelemetryOnly: Bool
}
