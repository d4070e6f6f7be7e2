import AsyncHTTPClient
import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Posts signed JSON over HTTPS.
struct WebhookTransport: Sendable {
    private let client: GuardedClient

    /// - Parameter patience: how long the answer may take.
    init(group: any EventLoopGroup, patience: TimeAmount = .seconds(10)) {
        client = GuardedClient(group: group, patience: patience)
    }

    func send(_ message: OutgoingMessage, to webhook: NotificationChannel.Webhook) async -> SendingOutcome {
        let target = GuardedClient.Target(
            url: webhook.url, caFile: webhook.caFile, allowsPrivate: webhook.allowsPrivate)
        do {
            return try await client.send(try request(message, to: webhook), to: target) { Self.outcome(of: $0) }
        } catch GuardedClient.Refusal.ambiguous {
            return .refused("the URL of the webhook is ambiguous")
        } catch GuardedClient.Refusal.privateAddress(let address) {
            return .refused(
                "`\(webhook.url.host)` is the private address \(address); the channel does not say `allowPrivate`")
        } catch {
            return .later("the webhook could not be reached: \(GuardedClient.words(error))")
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
}
