import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

/// What people are told, and the secrets by which they are.
struct NoticeRoutesTests {
    private static let channel = """
        apiVersion: gatehouse/v1
        kind: NotificationChannel
        metadata: {name: mail}
        spec: {email: {host: mail.example.org, from: g@example.org, user: g, password: smtp}}
        """

    private func withChannel(_ body: @Sendable (APIFixture) async throws -> Void) async throws {
        try await APIFixture.run { api in
            let applied = try await api.post(
                "/api/v1/apply", ApplyRequest(files: [SourceFile(name: "x.yaml", text: Self.channel)], dryRun: false))
            #expect(applied.status == 200)
            try await body(api)
        }
    }

    @Test func `a notice is listed, shown and sent again once it was given up`() async throws {
        try await withChannel { api in
            let asked = try await api.post(
                "/api/v1/notice-tests", NoticeTestRequest(channel: "mail", recipient: "ada@example.org"))
            #expect(asked.status == 202)
            let detail: NoticeDetail = try asked.message()
            #expect(detail.notice.state == .queued)
            let uri = "/api/v1/notices/\(detail.notice.id)"
            #expect(try await api.post("\(uri)/retry", NoticeRetryRequest()).status == 409)
            let message = NoticeMessage(
                notice: detail.notice.id, channel: "mail", recipient: "ada@example.org", state: .failed, attempts: 14,
                problem: "550 nobody", updatedAt: APIFixture.now)
            try await api.store.write(Tenant.test.id) { work in
                try work.save(message)
                try work.saveState(.failed, of: message.notice, at: APIFixture.now)
            }
            let page: ListPage<NoticeItem> = try await api.ask(
                .get, "/api/v1/notices?filter=state%20eq%20'failed'", as: .helpDesk
            ).message()
            #expect(page.items.map(\.id) == [detail.notice.id])
            let shown: NoticeDetail = try await api.ask(.get, uri, as: .analyst).message()
            #expect(shown.messages.map(\.problem) == ["550 nobody"])
            #expect(try await api.post("\(uri)/retry", NoticeRetryRequest(), as: .helpDesk).status == 403)
            let again: NoticeDetail = try await api.post("\(uri)/retry", NoticeRetryRequest(reason: "x")).message()
            #expect(again.notice.state == .queued)
            #expect(again.messages.map(\.nextAttempt) == [APIFixture.now])
        }
    }

    @Test func `who may not act tells nobody, and a channel must be there`() async throws {
        try await withChannel { api in
            let refused = try await api.post(
                "/api/v1/notice-tests", NoticeTestRequest(channel: "mail"), as: .helpDesk)
            #expect(refused.status == 403)
            #expect(try await api.post("/api/v1/notice-tests", NoticeTestRequest(channel: "none")).status == 404)
            #expect(try await api.ask(.get, "/api/v1/notices", as: .reader).status == 403)
        }
    }

    @Test func `only administrators write channels, and nobody reads a secret`() async throws {
        try await withChannel { api in
            let file = SourceFile(name: "x.yaml", text: Self.channel.replacing("example.org", with: "example.com"))
            let applied = try await api.post(
                "/api/v1/apply", ApplyRequest(files: [file], dryRun: false), as: .policyAuthor)
            #expect(applied.status == 403)
            let set = try await api.post("/api/v1/secrets/smtp", SecretRequest(value: "geheim"))
            #expect(set.status == 200)
            #expect(!set.text.contains("geheim"))
            let listed = try await api.ask(.get, "/api/v1/secrets")
            #expect(listed.text.contains("smtp"))
            #expect(!listed.text.contains("geheim"))
            #expect(try await api.ask(.get, "/api/v1/secrets", as: .analyst).status == 403)
            #expect(try await api.ask(.delete, "/api/v1/secrets/smtp").status == 409)
            #expect(try await api.post("/api/v1/secrets/smtp", SecretRequest(value: "")).status == 400)
        }
    }
}
