import GatehouseModel
import GatehouseService
import Synchronization

/// Releases that a test puts there.
final class HeldReleases: AgentReleases {
    let releases = Mutex<[AgentRelease]>([])
    let program = Array("a program".utf8)

    func all() async throws -> [AgentRelease] { releases.withLock(\.self) }

    func piece(
        of version: SemanticVersion, architecture: String, offset: Int64, limit: Int
    ) async throws -> [UInt8]? {
        guard releases.withLock({ $0.contains { $0.version == version } }) else { return nil }
        return Array(program.dropFirst(Int(offset)).prefix(limit))
    }
}
