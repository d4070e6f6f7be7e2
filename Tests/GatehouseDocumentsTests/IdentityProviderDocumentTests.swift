import GatehouseModel
import Testing

@testable import GatehouseDocuments

struct IdentityProviderDocumentTests {
    @Test func `a provider is read with what people usually want`() throws {
        let provider = try provider("issuer: https://login.example.org/t\n  clientId: gatehouse")
        #expect(provider.displayName == "partner")
        #expect(provider.scopes == ["openid", "profile", "email"])
        #expect(provider.firstSignIn == .create)
        #expect(provider.kind == .guest)
        #expect(!provider.believesUnverifiedMail && !provider.allowsPrivate)
    }

    @Test func `the scope openid is always asked for`() throws {
        let provider = try provider("issuer: https://l.example.org\n  clientId: g\n  scopes: [email, openid]")
        #expect(provider.scopes == ["openid", "email"])
    }

    @Test func `claims are named by attribute`() throws {
        let provider = try provider("issuer: https://l.example.org\n  clientId: g\n  claims: {userName: upn}")
        #expect(provider.claims == [.userName: "upn"])
    }

    @Test func `an attribute that nobody has is refused with what was meant`() {
        let found = problems("issuer: https://l.example.org\n  clientId: g\n  claims: {username: upn}")
        #expect(found.count == 1)
        #expect(found.first?.contains("username") == true)
    }

    @Test(arguments: [
        "http://l.example.org", "https://l.example.org/?a=b", "https://l.example.org/#a", "https://u@l.example.org/",
    ])
    func `an issuer is an https address without query and fragment`(issuer: String) {
        #expect(problems("issuer: '\(issuer)'\n  clientId: g").count == 1)
    }

    @Test func `what is wrong is told all at once, with its line`() {
        let found = problems(
            """
            issuer: https://l.example.org
              clientId: "a b"
              domains: [localhost]
              firstSignIn: adopt
              caFile: ca.pem
            """)
        #expect(found.map { $0.prefix(2) } == ["6:", "7:", "8:", "9:"])
    }

    @Test func `a secret is named, never held`() {
        #expect(problems("issuer: https://l.example.org\n  clientId: a\n  secret: 'not a name!'").count == 1)
        #expect(problems("issuer: https://l.example.org\n  clientId: a\n  clientSecret: x").count == 1)
    }

    private static let head = "apiVersion: gatehouse/v1\nkind: IdentityProvider\nmetadata: {name: partner}\nspec:\n  "

    private func provider(_ spec: String) throws -> IdentityProvider {
        guard
            case .identityProvider(let provider) = try #require(
                try DocumentReader.read(Self.head + spec, file: "x.yaml").get().first?.document)
        else {
            throw DocumentKindMissing()
        }
        return provider
    }

    private func problems(_ spec: String) -> [String] {
        switch DocumentReader.read(Self.head + spec, file: "x.yaml") {
        case .success: []
        case .failure(let found): found.problems.map { "\($0.line): \($0.message)" }
        }
    }

    private struct DocumentKindMissing: Error {}
}
