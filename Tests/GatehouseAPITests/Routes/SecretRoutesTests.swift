import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird
import Testing

/// Tokens and enrolment codes: shown once, ended at once.
struct SecretRoutesTests {
    @Test func `a token works until it is revoked, and its secret is never listed`() async throws {
        try await APIFixture.run { api in
            let created: TokenCreated = try await api.post(
                "/api/v1/tokens", TokenRequest(name: "ci", role: "reader", expiresIn: "1h")
            ).message()
            let listed = try await api.ask(.get, "/api/v1/tokens")
            #expect(listed.text.contains("\"ci\""))
            #expect(!listed.text.contains(created.secret))
            #expect(try await api.ask(.delete, "/api/v1/tokens/\(created.token.id)").status == 204)
            let page: ListPage<TokenItem> = try await api.ask(.get, "/api/v1/tokens").message()
            #expect(page.items.first { $0.name == "ci" }?.revokedAt != nil)
        }
    }

    @Test(arguments: [("god", "1h"), ("reader", "soon"), ("reader", "0s")])
    func `a token of no role or no lifetime is refused`(role: String, lifetime: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.post(
                "/api/v1/tokens", TokenRequest(name: "ci", role: role, expiresIn: lifetime))
            #expect(answer.status == 400)
        }
    }

    @Test func `whoami says what the role may do`() async throws {
        try await APIFixture.run { api in
            let caller: CallerIdentity = try await api.ask(.get, "/api/v1/whoami", as: .reader).message()
            #expect(caller.actor == "token:reader")
            #expect(
                caller.permissions == [
                    "device.read", "asset.read", "document.read", "decision.read", "user.read", "group.read",
                    "identity.read",
                ])
        }
    }

    @Test func `a code is shown once, listed without it, and revoked`() async throws {
        try await APIFixture.run { api in
            let created: EnrolmentCodeCreated = try await api.post(
                "/api/v1/enrolment-codes",
                EnrolmentCodeRequest(uses: 2, expiresIn: "1h", ownership: .personal, groups: []), as: .helpDesk
            ).message()
            #expect(created.enrolmentCode.state == .usable)
            let listed = try await api.ask(.get, "/api/v1/enrolment-codes", as: .helpDesk)
            #expect(!listed.text.contains(created.code))
            let uri = "/api/v1/enrolment-codes/\(created.enrolmentCode.id)"
            #expect(try await api.ask(.delete, uri, as: .helpDesk).status == 204)
            let page: ListPage<EnrolmentCodeItem> = try await api.ask(.get, "/api/v1/enrolment-codes").message()
            #expect(page.items.map(\.state) == [.revoked])
        }
    }

    @Test func `a code for nobody is refused`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.post(
                "/api/v1/enrolment-codes",
                EnrolmentCodeRequest(uses: 0, expiresIn: "1h", ownership: .company, groups: []))
            #expect(answer.status == 400)
        }
    }
}
