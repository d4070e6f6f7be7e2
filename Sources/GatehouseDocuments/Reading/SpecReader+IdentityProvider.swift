import GatehouseModel

extension SpecReader {
    func identityProvider() -> IdentityProvider? {
        let names = [
            "displayName", "issuer", "clientId", "secret", "scopes", "domains", "firstSignIn", "userType", "claims",
            "believeUnverifiedMail", "caFile", "allowPrivate",
        ]
        guard let reader = reader(names) else { return nil }
        let issuer = reader.required("issuer").flatMap { self.issuer($0, reader) }
        let clientID = reader.required("clientId").flatMap { self.clientID($0, reader) }
        let displayName = reader.optional("displayName").flatMap { self.displayName($0, reader) }
        let secret = reader.optional("secret").flatMap { reader.documentName($0, "secret") }
        let scopes = reader.optional("scopes").map { self.scopes($0, reader) }
        let domains = reader.optional("domains").map { node in reader.list(node, "domains") { domain($0, $1, reader) } }
        let firstSignIn: IdentityProvider.FirstSignIn? = reader.optional("firstSignIn").flatMap {
            reader.choice($0, "firstSignIn")
        }
        let kind: UserKind? = reader.optional("userType").flatMap { reader.choice($0, "userType") }
        let claims = reader.optional("claims").map(self.claims)
        let believesMail = reader.optional("believeUnverifiedMail").flatMap {
            reader.boolean($0, "believeUnverifiedMail")
        }
        let caFile = self.caFile(reader)
        let allowsPrivate = reader.optional("allowPrivate").flatMap { reader.boolean($0, "allowPrivate") }
        guard let issuer, let clientID else { return nil }
        return IdentityProvider(
            name: metadata.name, description: metadata.description, displayName: displayName, issuer: issuer,
            clientID: clientID, secret: secret, scopes: scopes ?? IdentityProvider.usualScopes, domains: domains ?? [],
            firstSignIn: firstSignIn ?? .create, kind: kind ?? .guest, claims: claims ?? [:],
            believesUnverifiedMail: believesMail ?? false, caFile: caFile, allowsPrivate: allowsPrivate ?? false)
    }

    private func clientID(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, "clientId", most: 255) else { return nil }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return isPlain ? text : reader.refuse(node, "clientId", wanted: "printable ASCII without spaces")
    }

    private func issuer(_ node: YAMLNode, _ reader: MappingReader) -> WebhookURL? {
        guard let text = reader.text(node, "issuer", most: 1024) else { return nil }
        guard let url = WebhookURL(text), !text.contains("?") else {
            return reader.refuse(
                node, "issuer", wanted: "an address as `https://login.example.org/tenant`, without query or fragment")
        }
        return url
    }

    private func displayName(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, "displayName", most: 256) else { return nil }
        let isLine = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return isLine && text.contains { !$0.isWhitespace }
            ? text : reader.refuse(node, "displayName", wanted: "a name on one line")
    }

    private func scopes(_ node: YAMLNode, _ reader: MappingReader) -> [String] {
        var scopes = ["openid"]
        let named = reader.list(node, "scopes") { node, name -> String? in
            guard let text = reader.text(node, name, most: 200) else { return nil }
            let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"\\".utf8.contains($0) }
            return isPlain && !text.isEmpty ? text : reader.refuse(node, name, wanted: "a scope as `profile`")
        }
        for scope in named where !scopes.contains(scope) { scopes.append(scope) }
        return scopes
    }

    private func domain(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, name, most: 253)?.lowercased() else { return nil }
        return HostName.isHost(text) && text.contains(".")
            ? text : reader.refuse(node, name, wanted: "a mail domain as `example.org`")
    }

    private func claims(_ node: YAMLNode) -> [FederatedAttribute: String] {
        let names = FederatedAttribute.allCases.map(\.rawValue)
        guard let reader = MappingReader(node, "`claims`", path: "claims", names: names, findings: findings) else {
            return [:]
        }
        var claims = [FederatedAttribute: String]()
        for attribute in FederatedAttribute.allCases {
            guard let node = reader.optional(attribute.rawValue),
                let claim = reader.text(node, attribute.rawValue, most: 128)
            else { continue }
            guard !claim.isEmpty, claim.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                let _: Never? = reader.refuse(node, attribute.rawValue, wanted: "the name of a claim as `email`")
                continue
            }
            claims[attribute] = claim
        }
        return claims
    }
}
