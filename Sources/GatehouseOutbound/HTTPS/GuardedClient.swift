import AsyncHTTPClient
import Foundation
import GatehouseDocuments
import NIOCore
import NIOPosix
import NIOSSL

/// HTTPS to hosts that administrators name: each time over a connection of its own, to an address that was looked at
/// first; no redirect is followed.
struct GuardedClient: Sendable {
    private let group: any EventLoopGroup
    private let patience: TimeAmount

    /// - Parameter patience: how long the answer may take.
    init(group: any EventLoopGroup, patience: TimeAmount) {
        self.group = group
        self.patience = patience
    }

    /// Where a request may go.
    struct Target {
        var url: WebhookURL
        /// The authorities to trust instead of the system's.
        var caFile: String?
        var allowsPrivate: Bool
    }

    /// Why a request was not sent at all, and never will be.
    enum Refusal: Error {
        case ambiguous
        case privateAddress(String)
    }

    /// Sends, and reads the answer while the connection is there.
    func send<Result>(
        _ request: HTTPClientRequest, to target: Target, _ read: (HTTPClientResponse) async throws -> Result
    ) async throws -> Result {
        // Another parser must not read another host than the one that is looked at.
        guard let parsed = URL(string: target.url.description)?.host,
            parsed.trimmingCharacters(in: ["[", "]"]).lowercased() == target.url.host.lowercased()
        else { throw Refusal.ambiguous }
        let address = try await address(of: target.url)
        guard target.allowsPrivate || !PrivateAddress.contains(address) else {
            throw Refusal.privateAddress(address)
        }
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try .verifying(authorities: target.caFile), redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: patience), decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = [target.url.host: address]
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        do {
            let result = try await read(try await client.execute(request, timeout: patience))
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// What went wrong, for a log.
    static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        default: String(describing: error)
        }
    }

    /// The address that is connected to; no second look-up could give another.
    private func address(of url: WebhookURL) async throws -> String {
        let (host, port) = (url.host, url.port)
        let resolved = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: port)
        }
        return resolved.ipAddress ?? ""
    }
}
