import AsyncHTTPClient
import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Posts signed JSON over HTTPS, each time over a connection of its own to an address that was looked at first.
struct WebhookTransport: Sendable {
    private let group: any EventLoopGroup
    private let patience: TimeAmount

    /// - Parameter patience: how long the answer may take.
    init(group: any EventLoopGroup, patience: TimeAmount = .seconds(10)) {
        self.group = group
        self.patience = patience
    }

    func send(_ message: OutgoingMessage, to webhook: NotificationChannel.Webhook) async -> SendingOutcome {
        do {
            // Another parser must not read another host than the one that is looked at.
            guard let parsed = URL(string: webhook.url.description)?.host,
                parsed.trimmingCharacters(in: ["[", "]"]).lowercased() == webhook.url.host.lowercased()
            else { return .refused("the URL of the webhook is ambiguous") }
            let address = try await address(of: webhook.url)
            guard webhook.allowsPrivate || !PrivateAddress.contains(address) else {
                return .refused(
                    "`\(webhook.url.host)` is the private address \(address); the channel does not say `allowPrivate`")
            }
            return try await post(message, to: webhook, at: address)
        } catch {
            return .later("the webhook could not be reached: \(Self.words(error))")
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

    private func post(
        _ message: OutgoingMessage, to webhook: NotificationChannel.Webhook, at address: String
    ) async throws -> SendingOutcome {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try .verifying(authorities: webhook.caFile), redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: patience), decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = [webhook.url.host: address]
        let client = HTTPClient(eventLoopGroupProvider: .shared(group), configuration: configuration)
        do {
            let answer = try await client.execute(try request(message, to: webhook), timeout: patience)
            let outcome = Self.outcome(of: answer)
            try await client.shutdown()
            return outcome
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func request(
        _ message: OutgoingMessage, to webhook: NotificationChannel.Webhook
    ) throws -> HTTPClientRequest {
        let body = try WebhookPayload(message.notice, message.text).encoded()
        let timestamp = message.now.milliseconds / 1000
        let id = message.id.description
        var request = HTTPClientRequest(url: webhook.url.description)
        request.method = .POST
        for (name, value) in webhook.headers.sorted(by: { $0.key < $1.key }) {
            request.headers.replaceOrAdd(name: name, value: value)
        }
        let signature = WebhookSignature(secret: message.secret ?? "").header(id: id, timestamp: timestamp, body: body)
        for (name, value) in [
            ("content-type", "application/json"), ("user-agent", "Gatehouse"), ("webhook-id", id),
            ("webhook-timestamp", String(timestamp)), ("webhook-signature", signature),
        ] { request.headers.replaceOrAdd(name: name, value: value) }
        request.body = .bytes(body)
        return request
    }

    private static func outcome(of answer: HTTPClientResponse) -> SendingOutcome {
        let status = answer.status.code
        switch status {
        case 200..<300: return .accepted
        case 300..<400: return .refused("the webhook answered \(status); redirects are not followed")
        case 408, 425, 429, 500...:
            let wait = answer.headers.first(name: "retry-after").flatMap { Int64($0) }
            return .later(
                "the webhook answered \(status)", after: wait.map { .seconds(min(max($0, 0), 86_400)) })
        default: return .refused("the webhook answered \(status)")
        }
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        default: String(describing: error)
        }
    }
}
