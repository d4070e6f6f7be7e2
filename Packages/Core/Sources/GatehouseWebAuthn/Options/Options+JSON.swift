public import GatehouseWire

extension RegistrationOptions {
    /// PublicKeyCredentialCreationOptionsJSON, for `PublicKeyCredential.parseCreationOptionsFromJSON()` (§5.1.8).
    public var json: JSON {
        var selection: [JSON.Member] = [
            JSON.Member("residentKey", .string("required")),
            JSON.Member("requireResidentKey", .boolean(true)),
            JSON.Member("userVerification", .string(userVerification.rawValue)),
        ]
        if let attachment {
            selection.insert(JSON.Member("authenticatorAttachment", .string(attachment.rawValue)), at: 0)
        }
        return .object([
            JSON.Member(
                "rp",
                .object([
                    JSON.Member("id", .string(relyingParty.id)), JSON.Member("name", .string(relyingParty.name)),
                ])),
            JSON.Member("user", user.json),
            JSON.Member("challenge", .string(challenge.text)),
            JSON.Member("pubKeyCredParams", .array(algorithms.map(\.json))),
            JSON.Member("timeout", .integer(timeout)),
            JSON.Member("excludeCredentials", .array(excludedCredentials.map(\.json))),
            JSON.Member("authenticatorSelection", .object(selection)),
            JSON.Member("hints", .array(hints.map { .string($0.rawValue) })),
            JSON.Member("attestation", .string(attestation.rawValue)),
            JSON.Member("extensions", .object([JSON.Member("credProps", .boolean(true))])),
        ])
    }
}

extension AuthenticationOptions {
    /// PublicKeyCredentialRequestOptionsJSON, for `PublicKeyCredential.parseRequestOptionsFromJSON()` (§5.1.9).
    public var json: JSON {
        .object([
            JSON.Member("challenge", .string(challenge.text)),
            JSON.Member("timeout", .integer(timeout)),
            JSON.Member("rpId", .string(relyingParty.id)),
            JSON.Member("allowCredentials", .array(allowedCredentials.map(\.json))),
            JSON.Member("userVerification", .string(userVerification.rawValue)),
            JSON.Member("hints", .array(hints.map { .string($0.rawValue) })),
        ])
    }
}

extension UserEntity {
    fileprivate var json: JSON {
        .object([
            JSON.Member("id", .string(handle.text)), JSON.Member("name", .string(name)),
            JSON.Member("displayName", .string(displayName)),
        ])
    }
}

extension COSEAlgorithm {
    fileprivate var json: JSON {
        .object([JSON.Member("type", .string("public-key")), JSON.Member("alg", .integer(rawValue))])
    }
}

extension CredentialDescriptor {
    fileprivate var json: JSON {
        .object([
            JSON.Member("type", .string("public-key")), JSON.Member("id", .string(id.text)),
            JSON.Member("transports", .array(transports.map { .string($0.rawValue) })),
        ])
    }
}
