import GatehouseModel

extension DocumentWriter {
    static func identityProvider(_ provider: IdentityProvider) -> FieldList {
        var fields = FieldList()
        fields.add("displayName", provider.displayName == provider.name ? nil : .text(provider.displayName))
        fields.add("issuer", .text(provider.issuer.description))
        fields.add("clientId", .text(provider.clientID))
        fields.add("secret", provider.secret.map(YAMLTree.text))
        if provider.scopes != IdentityProvider.usualScopes { fields.add("scopes", .words(provider.scopes)) }
        if !provider.domains.isEmpty { fields.add("domains", .words(provider.domains)) }
        fields.add(
            "firstSignIn", provider.firstSignIn == .create ? nil : .text(provider.firstSignIn.rawValue))
        fields.add("userType", provider.kind == .guest ? nil : .text(provider.kind.rawValue))
        if !provider.claims.isEmpty {
            let claims = provider.claims.map { ($0.key.rawValue, YAMLTree.text($0.value)) }.sorted { $0.0 < $1.0 }
            fields.add("claims", .mapping(claims))
        }
        fields.add("believeUnverifiedMail", provider.believesUnverifiedMail ? .raw("true") : nil)
        fields.add("caFile", provider.caFile.map(YAMLTree.text))
        fields.add("allowPrivate", provider.allowsPrivate ? .raw("true") : nil)
        return fields
    }
}
