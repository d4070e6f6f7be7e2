import GatehouseDocuments
import GatehouseModel
import GatehouseOpenID
import Synchronization

/// What this node remembers of upstream providers: their metadata and keys, for an hour.
final class UpstreamKnowledge: Sendable {
    /// How long what was read is believed.
    static let lifetime = Duration.seconds(3600)
    /// How long a key that is not known is not asked for again: whoever makes up names of keys must not have us ask.
    static let patience = Duration.seconds(60)

    private struct Known {
        var metadata: UpstreamMetadata
        var keys: JSONWebKeySet
        var readAt: Instant
    }

    private let exchange: any UpstreamExchange
    private let clock: Clock
    private let known = Mutex([IdentityProvider: Known]())

    init(exchange: any UpstreamExchange, clock: Clock) {
        self.exchange = exchange
        self.clock = clock
    }

    /// Metadata and keys of the provider; read anew where a token names a key that is not among them.
    func provider(
        _ provider: IdentityProvider, naming key: [KeyName] = []
    ) async throws -> (metadata: UpstreamMetadata, keys: JSONWebKeySet) {
        let now = clock.now
        if let known = known.withLock({ $0[provider] }), known.readAt + Self.lifetime > now, known.readAt <= now {
            let hasKey = key.isEmpty || known.keys.key(for: key) != nil
            if hasKey || known.readAt + Self.patience > now { return (known.metadata, known.keys) }
        }
        let issuer = provider.issuer.description
        let document = try await read(UpstreamMetadata.address(of: issuer), of: provider, "metadata")
        let metadata = try UpstreamMetadata(reading: document, of: issuer)
        let keys = try JSONWebKeySet(reading: try await read(metadata.keys, of: provider, "keys"))
        known.withLock { known in
            // Documents change: what was known of the former one is of no use.
            known = known.filter { $0.key.name != provider.name }
            known[provider] = Known(metadata: metadata, keys: keys, readAt: now)
        }
        return (metadata, keys)
    }

    private func read(_ address: String, of provider: IdentityProvider, _ what: String) async throws -> [UInt8] {
        let answer = try await exchange.fetch(address, of: provider)
        guard answer.status == 200 else {
            throw UpstreamUnreachable("the \(what) at `\(address)` were answered with status \(answer.status)")
        }
        return answer.body
    }
}
