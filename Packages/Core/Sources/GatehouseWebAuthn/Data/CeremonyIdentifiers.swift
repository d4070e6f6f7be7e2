import GatehouseWire

/// What an authenticator signs along, so that an old answer is worth nothing: random bytes used once.
public struct Challenge: Hashable, Sendable {
    /// 16 to 64 bytes.
    public let bytes: [UInt8]

    /// Takes 16 to 64 random bytes; fewer could be guessed (WebAuthn §13.4.3).
    public init(_ bytes: [UInt8]) throws(WebAuthnError) {
        guard (16...64).contains(bytes.count) else {
            throw WebAuthnError(.challengeTooShort, "a challenge has \(bytes.count) bytes, and 16 to 64 were expected")
        }
        self.bytes = bytes
    }

    /// The one spelling that client data may have.
    var text: String { Base64.encodeURL(bytes) }
}

/// The name of a credential, which its authenticator chose: 1 to 1,023 bytes.
public struct CredentialID: Hashable, Sendable {
    /// The longest that WebAuthn allows, in bytes.
    public static let lengthLimit = 1023

    /// 1 to 1,023 bytes.
    public let bytes: [UInt8]

    /// Takes 1 to 1,023 bytes.
    public init(_ bytes: [UInt8]) throws(WebAuthnError) {
        guard bytes.count <= Self.lengthLimit else {
            throw WebAuthnError(
                .credentialIDTooLong, "the credential id has \(bytes.count) bytes, more than \(Self.lengthLimit)")
        }
        guard !bytes.isEmpty else { throw WebAuthnError(.identifierInvalid, "the credential id is empty") }
        self.bytes = bytes
    }

    /// The text that browsers use: base 64 for URLs.
    public var text: String { Base64.encodeURL(bytes) }
}

/// Names an account to authenticators without saying whose it is: up to 64 bytes, ours are 64 random ones.
public struct UserHandle: Hashable, Sendable {
    /// 1 to 64 bytes.
    public let bytes: [UInt8]

    /// Takes 1 to 64 bytes.
    public init(_ bytes: [UInt8]) throws(WebAuthnError) {
        guard (1...64).contains(bytes.count) else {
            throw WebAuthnError(.identifierInvalid, "a user handle has \(bytes.count) bytes, and 1 to 64 were expected")
        }
        self.bytes = bytes
    }

    /// The text that browsers use: base 64 for URLs.
    public var text: String { Base64.encodeURL(bytes) }
}
