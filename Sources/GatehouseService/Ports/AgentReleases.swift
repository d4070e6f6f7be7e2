public import GatehouseModel

/// A release of the agent as this server has it; whether it is to be believed, the agents decide.
public struct AgentRelease: Hashable, Sendable {
    /// As its manifest says.
    public var version: SemanticVersion
    /// As its manifest says; the delays of the rings count from it.
    public var released: Instant
    /// Those that it has a program for.
    public var architectures: Set<String>
    /// The signed envelope, in the bytes that agents get.
    public var envelope: [UInt8]

    /// A release that was found.
    public init(version: SemanticVersion, released: Instant, architectures: Set<String>, envelope: [UInt8]) {
        self.version = version
        self.released = released
        self.architectures = architectures
        self.envelope = envelope
    }
}

/// Where releases of the agent lie.
public protocol AgentReleases: Sendable {
    /// All that can be read; the others are left out.
    func all() async throws -> [AgentRelease]
    /// At most `limit` bytes of a program from `offset` on; none at its end, `nil` when there is no such program.
    func piece(
        of version: SemanticVersion, architecture: String, offset: Int64, limit: Int
    ) async throws -> [UInt8]?
}
