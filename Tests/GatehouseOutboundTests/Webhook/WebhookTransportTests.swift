import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import NIOCore
import NIOPosix
import Testing

@testable import GatehouseOutbound

/// A request as the test's receiver took it.
private struct Posted: Decodable {
    struct Body: Decodable {
        struct Content: Decodable {
            struct Device: Decodable { var name: String }
            struct Requirement: Decodable { var remediation: String }
            var notice: String
            var device: Device
            var policy: String
            var deadline: String
            var requirements: [Requirement]
            var subject: String
        }
        var type: String
        var timestamp: String
        var data: Content
    }
    var path: String
    var headers: [String: String]
    var body: Body
    var isSigned: Bool
}

/// Against a real HTTPS server that checks the signature by itself.
@Suite(.serialized) struct WebhookTransportTests {
    private static let secret = "whsec_plJ3nmyCDGBKInavdOK15jsl"
    private let transport = WebhookTransport(group: MultiThreadedEventLoopGroup.singleton, patience: .seconds(10))

    private func webhook(
        _ server: TestServer, allowsPrivate: Bool = true, roots: String? = nil
    ) throws -> NotificationChannel.Webhook {
        NotificationChannel.Webhook(
            url: try #require(WebhookURL("https://localhost:\(server.port)/hook?a=b")), secret: "hook",
            headers: ["X-Team": "devices"], caFile: roots ?? server.roots, allowsPrivate: allowsPrivate)
    }

    private func send(_ webhook: NotificationChannel.Webhook) async -> SendingOutcome {
        await transport.send(.about("läptop", over: .webhook(webhook), secret: Self.secret), to: webhook)
    }

    @Test func `a webhook is posted with a signature that its receiver finds right`() async throws {
        let server = try await TestServer("webhook-server", .init(secret: Self.secret))
        let outcome = await send(try webhook(server))
        #expect(outcome == .accepted)
        let posted = try #require(try server.taken(Posted.self).first)
        #expect(posted.isSigned)
        #expect(posted.path == "/hook?a=b")
        #expect(posted.headers["webhook-id"] == NoticeMessageID.numbered(7).description)
        #expect(posted.headers["webhook-timestamp"] == "1767225605")
        #expect(posted.headers["content-type"] == "application/json")
        #expect(posted.headers["x-team"] == "devices")
        #expect(posted.body.type == "notice.deviceInGrace")
        #expect(posted.body.data.device.name == "läptop")
        #expect(posted.body.data.requirements.map(\.remediation) == ["turn it on"])
        #expect(posted.body.data.deadline == "2026-01-02T00:00:00Z")
    }

    @Test func `a private address is not asked unless the channel says so`() async throws {
        let server = try await TestServer("webhook-server", .init(secret: Self.secret))
        let outcome = await send(try webhook(server, allowsPrivate: false))
        guard case .refused(let problem) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(problem.contains("private address"))
        #expect(try server.taken(Posted.self).isEmpty)
    }

    @Test func `redirects are not followed, and answers say whether it is tried again`() async throws {
        let server = try await TestServer(
            "webhook-server", .init(secret: Self.secret, answers: ["302", "503", "410", "204"]))
        let webhook = try webhook(server)
        let answers = [await send(webhook), await send(webhook), await send(webhook), await send(webhook)]
        #expect(
            answers == [
                .refused("the webhook answered 302; redirects are not followed"),
                .later("the webhook answered 503", after: .seconds(120)), .refused("the webhook answered 410"),
                .accepted,
            ])
        #expect(try server.taken(Posted.self).map(\.path) == Array(repeating: "/hook?a=b", count: 4))
    }

    @Test func `a server that is not trusted gets nothing`() async throws {
        let server = try await TestServer("webhook-server", .init(secret: Self.secret))
        let other = try await TestServer("webhook-server", .init(secret: Self.secret))
        let outcome = await send(try webhook(server, roots: other.roots))
        guard case .later = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try server.taken(Posted.self).isEmpty)
    }

    @Test func `a server that never answers is left`() async throws {
        let server = try await TestServer("webhook-server", .init(secret: Self.secret, answers: ["slow"]))
        let webhook = try webhook(server)
        let hasty = WebhookTransport(group: MultiThreadedEventLoopGroup.singleton, patience: .seconds(1))
        let outcome = await hasty.send(.about("laptop", over: .webhook(webhook), secret: Self.secret), to: webhook)
        guard case .later = outcome else {
            Issue.record("\(outcome)")
            return
        }
    }
}
