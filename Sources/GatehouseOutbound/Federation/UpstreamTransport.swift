import AsyncHTTPClient
public import GatehouseDocuments
public import GatehouseService
public import NIOCore
import NIOHTTP1

/// Speaks HTTPS with upstream OpenID providers.
public struct UpstreamTransport: UpstreamExchange {
    /// Bytes of the largest answer that is read.
    static let largest = 64 << 10

    private let client: GuardedClient

    /// Makes the transport; an answer may take ten seconds.
    public init(group: any EventLoopGroup) {
        client = GuardedClient(group: group, patience: .seconds(10))
    }

    /// Fetches a document.
    public func fetch(
        _ address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer {
        var request = HTTPClientRequest(url: address)
        request.headers = ["accept": "application/json", "user-agent": "Gatehouse"]
        return try await send(request, to: address, of: provider)
    }

    /// Posts a form.
    public func submit(
        _ form: String, authorization: String?, to address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer {
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers = [
            "accept": "application/json", "user-agent": "Gatehouse",
            "content-type": "application/x-www-form-urlencoded",
        ]
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        request.body = .bytes(Array(form.utf8))
        return try await send(request, to: address, of: provider)
    }

    private func send(
        _ request: HTTPClientRequest, to address: String, of provider: IdentityProvider
    ) async throws(UpstreamUnreachable) -> UpstreamAnswer {
        guard let url = WebhookURL(address) else {
            throw UpstreamUnreachable("`\(address)` is no address that may be asked")
        }
        let target = GuardedClient.Target(
            url: url, caFile: provider.caFile, allowsPrivate: provider.allowsPrivate)
        do {
            return try await client.send(request, to: target) { answer in
                let body = try await answer.body.collect(upTo: Self.largest)
                return UpstreamAnswer(status: Int(answer.status.code), body: Array(body.readableBytesView))
            }
        } catch GuardedClient.Refusal.privateAddress(let found) {
            throw UpstreamUnreachable(
                "`\(url.host)` is the private address \(found); the provider does not say `allowPrivate`")
        } catch {
            throw UpstreamUnreachable("`\(address)`: \(GuardedClient.words(error))")
        }
    }
}
