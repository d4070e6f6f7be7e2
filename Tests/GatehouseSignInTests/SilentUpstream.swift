import GatehouseDocuments
import GatehouseService

/// Upstream providers that nobody reaches.
struct SilentUpstream: UpstreamExchange {
    func fetch(
        _ address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer {
        throw UpstreamUnreachable("`\(address)` does not answer")
    }

    func submit(
        _ form: String, authorization: String?, to address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer {
        throw UpstreamUnreachable("`\(address)` does not answer")
    }
}
