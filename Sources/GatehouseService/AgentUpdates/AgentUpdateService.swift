import GatehouseDocuments
public import GatehouseModel

/// Gives each device the release of the agent that its ring has come to.
public struct AgentUpdateService: Sendable {
    /// Largest piece of a program that is given at once.
    public static let largestPiece = 512 << 10

    private let store: any Store
    private let releases: any AgentReleases
    private let clock: Clock

    /// Makes the service; nothing is read yet.
    public init(store: any Store, releases: any AgentReleases, clock: Clock) {
        self.store = store
        self.releases = releases
        self.clock = clock
    }

    /// The signed envelope of the newest release that is newer than `own` and due for this device; `nil` when there is
    /// none, and when the tenant has no ring for the device.
    public func offer(
        _ tenant: TenantID, device: DeviceID, own: SemanticVersion, architecture: String
    ) async throws -> [UInt8]? {
        let settings = try await store.read(tenant) { try $0.tenantSettings() }
        guard let ring = settings.updateRings.ring(of: device) else { return nil }
        let now = clock.now
        return try await releases.all()
            .filter { $0.version > own && $0.architectures.contains(architecture) && $0.released + ring.delay <= now }
            .max { $0.version < $1.version }?.envelope
    }

    /// A piece of a program; refuses one that is not there.
    public func piece(of version: SemanticVersion, architecture: String, offset: Int64) async throws -> [UInt8] {
        let piece = try await releases.piece(
            of: version, architecture: architecture, offset: offset, limit: Self.largestPiece)
        guard let piece else {
            throw ServiceError(.notFound, "there is no release \(version) for `\(architecture.prefix(32))`")
        }
        return piece
    }
}
