import GatehouseModel

@testable import GatehouseDocuments

extension DocumentGenerator {
    mutating func identityProvider() -> IdentityProvider {
        // INVARIANT (issuer): the text is an address without a query.
        guard let issuer = WebhookURL("https://login.example.org/\(name())") else { return identityProvider() }
        return IdentityProvider(
            name: name(), description: text(), displayName: flip() ? "Größe & Co: # no" : nil, issuer: issuer,
            clientID: flip() ? "true" : name(), secret: flip() ? name() : nil,
            scopes: flip() ? IdentityProvider.usualScopes : ["openid", "urn:x:y"],
            domains: flip() ? [] : ["example.org", "a.example.org"],
            firstSignIn: pick(IdentityProvider.FirstSignIn.allCases), kind: pick(UserKind.allCases),
            claims: flip() ? [:] : [.userName: "upn", .department: "https://example.org/dept"],
            believesUnverifiedMail: flip(), caFile: flip() ? "/etc/\(name()) x.pem" : nil, allowsPrivate: flip())
    }
}
