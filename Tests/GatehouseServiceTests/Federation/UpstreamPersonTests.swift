import GatehouseDocuments
import GatehouseModel
import GatehouseOpenID
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Testing

@testable import GatehouseService

@Suite struct UpstreamPersonTests {
    @Test func `somebody new becomes a guest with what the provider says`() async throws {
        let (user, isNew) = try await admit(try Self.claims())
        #expect(isNew)
        #expect(user.userName == "jane@partner.example")
        #expect(user.displayName == "Jane Doe")
        #expect(user.mail == "jane@partner.example")
        #expect(user.kind == .guest)
        #expect(user.source == .federated("partner"))
        #expect(user.roles.isEmpty)
    }

    @Test func `somebody who comes again is the same person, also under another name`() async throws {
        let fixture = try await Fixture()
        let first = try await admit(try Self.claims(), on: fixture).user
        let renamed = try Self.claims(userName: "jane.roe@partner.example", name: "Jane Roe")
        let again = try await admit(renamed, on: fixture)
        #expect(!again.isNew)
        #expect(again.user.id == first.id)
        #expect(again.user.displayName == "Jane Roe")
        #expect(again.user.userName == "jane@partner.example")
    }

    @Test func `two subjects with one name are not one person`() async throws {
        let fixture = try await Fixture()
        _ = try await admit(try Self.claims(), on: fixture)
        await #expect(throws: ServiceError.self) {
            try await admit(try Self.claims(subject: "another"), on: fixture)
        }
    }

    @Test func `nobody takes over the name of somebody of the directory`() async throws {
        for first in IdentityProvider.FirstSignIn.allCases {
            let fixture = try await Fixture()
            try await fixture.save(.directory)
            await #expect(throws: ServiceError.self) {
                try await admit(try Self.claims(), at: try Self.provider { $0.firstSignIn = first }, on: fixture)
            }
        }
    }

    @Test func `somebody provisioned is linked where the administrator says so`() async throws {
        let fixture = try await Fixture()
        let known = try await fixture.save(.provisioned)
        await #expect(throws: ServiceError.self) { try await admit(try Self.claims(), on: fixture) }
        let linking = try Self.provider { $0.firstSignIn = .link }
        #expect(try await admit(try Self.claims(), at: linking, on: fixture).user.id == known.id)
        #expect(try await admit(try Self.claims(userName: "x@y.example"), at: linking, on: fixture).user.id == known.id)
    }

    @Test func `no provider hands out a role`() async throws {
        let fixture = try await Fixture()
        try await fixture.save(.provisioned) { $0.roles = ["administrator"] }
        await #expect(throws: ServiceError.self) {
            try await admit(try Self.claims(), at: try Self.provider { $0.firstSignIn = .link }, on: fixture)
        }
    }

    @Test func `somebody disabled is not let in by a provider`() async throws {
        let fixture = try await Fixture()
        var user = try await admit(try Self.claims(), on: fixture).user
        user.isEnabled = false
        let disabled = user
        try await fixture.store.write(fixture.tenant.id) { try $0.save(disabled) }
        await #expect(throws: ServiceError.self) { try await admit(try Self.claims(), on: fixture) }
    }

    @Test func `a provider of the same name at another issuer does not speak for its people`() async throws {
        let fixture = try await Fixture()
        _ = try await admit(try Self.claims(), on: fixture)
        let other = try Self.provider(issuer: "https://login.other.example")
        await #expect(throws: ServiceError.self) { try await admit(try Self.claims(), at: other, on: fixture) }
    }

    @Test func `names beyond the provider's domains are refused`() async throws {
        let bound = try Self.provider {
            $0.domains = ["partner.example"]
            $0.claims = [.userName: "preferred_username"]
        }
        _ = try await admit(try Self.claims(), at: bound)
        for name in ["root", "root@ourselves.example", "a@partner.example@ourselves.example", "x@sub.partner.example"] {
            await #expect(throws: ServiceError.self) { try await admit(try Self.claims(userName: name), at: bound) }
        }
    }

    @Test func `what people call themselves makes them nobody of a domain, and nobody who is known`() async throws {
        let claims = try Self.claims(userName: "alice@partner.example", isVerified: false)
        for change in [{ $0.domains = ["partner.example"] }, { $0.firstSignIn = .link }]
            as [(inout IdentityProvider) -> Void]
        {
            let provider = try Self.provider(change: change)
            await #expect(throws: ServiceError.self) { try await admit(claims, at: provider) }
        }
        let checked = try Self.claims(userName: "alice@partner.example")
        let bound = try Self.provider { $0.domains = ["partner.example"] }
        #expect(try await admit(checked, at: bound).user.userName == "jane@partner.example")
    }

    @Test func `somebody of one provider is not somebody of another`() async throws {
        let fixture = try await Fixture()
        try await fixture.save(.federated("other"))
        await #expect(throws: ServiceError.self) {
            try await admit(try Self.claims(), at: try Self.provider { $0.firstSignIn = .link }, on: fixture)
        }
    }

    @Test func `without a name the address is taken, if the provider checked it`() async throws {
        let claims = try Self.claims(userName: nil)
        #expect(try await admit(claims).user.userName == "jane@partner.example")
        let unchecked = try Self.claims(userName: nil, isVerified: false)
        await #expect(throws: ServiceError.self) { try await admit(unchecked) }
        let believing = try Self.provider { $0.believesUnverifiedMail = true }
        #expect(try await admit(unchecked, at: believing).user.mail == "jane@partner.example")
    }

    @Test func `where nobody is made, a stranger is refused`() async throws {
        await #expect(throws: ServiceError.self) {
            try await admit(try Self.claims(), at: try Self.provider { $0.firstSignIn = .refuse })
        }
    }

    @Test func `who was made and linked is in the audit log`() async throws {
        let fixture = try await Fixture()
        _ = try await admit(try Self.claims(), on: fixture)
        let rows = try await fixture.store.read(fixture.tenant.id) { try $0.auditRows(after: 0, limit: 10) }
        #expect(rows.map(\.entry.action) == ["user.create"])
        #expect(rows.first?.entry.actor == "provider:partner")
    }

    private func admit(
        _ claims: ClaimsSet, at provider: IdentityProvider? = nil, on fixture: Fixture? = nil
    ) async throws -> (user: User, isNew: Bool) {
        let fixture = if let fixture { fixture } else { try await Fixture() }
        let provider = try provider ?? Self.provider()
        let now = fixture.time.now
        return try await fixture.store.write(fixture.tenant.id) { work in
            try UpstreamPerson(claims, provider: provider, now: now).admit(in: work)
        }
    }

    private static func provider(
        issuer: String = "https://login.partner.example", change: (inout IdentityProvider) -> Void = { _ in }
    ) throws -> IdentityProvider {
        var provider = IdentityProvider(
            name: "partner", issuer: try #require(WebhookURL(issuer)), clientID: "gatehouse")
        change(&provider)
        return provider
    }

    private static func claims(
        subject: String = "248289761001", userName: String? = "Jane@partner.example", name: String = "Jane Doe",
        isVerified: Bool = true
    ) throws -> ClaimsSet {
        var others = [
            JSON.Member("name", .string(name)), JSON.Member("email", .string("jane@partner.example")),
            JSON.Member("email_verified", .boolean(isVerified)),
        ]
        if let userName { others.append(JSON.Member("preferred_username", .string(userName))) }
        return ClaimsSet(issuer: "https://login.partner.example", subject: subject, others: others)
    }
}

extension Fixture {
    /// Jane, as she came before.
    @discardableResult
    fileprivate func save(_ source: UserSource, _ change: (inout User) -> Void = { _ in }) async throws -> User {
        var user = User(id: .random(), userName: "jane@partner.example", displayName: "J", createdAt: time.now)
        user.source = source
        change(&user)
        let jane = user
        try await store.write(tenant.id) { try $0.save(jane) }
        return jane
    }
}
