/// How much a ceremony wants that the authenticator knows who uses it.
public enum UserVerification: String, Hashable, Sendable {
    /// Without it the ceremony fails: what a passkey that stands alone needs.
    case required
    /// Asked for; enough for a second factor.
    case preferred
    /// Not asked for.
    case discouraged
}

/// Whether a registration asks for proof of the authenticator's model.
public enum AttestationConveyance: String, Hashable, Sendable {
    /// The browser takes the proof away.
    case none
    /// The authenticator's own proof.
    case direct
}

/// What the browser should show first.
public enum CredentialHint: String, Hashable, Sendable {
    case securityKey = "security-key"
    case clientDevice = "client-device"
    case hybrid
}

/// Which authenticators a registration is for.
public enum AuthenticatorAttachment: String, Hashable, Sendable {
    case platform
    case crossPlatform = "cross-platform"
}

/// How a browser reaches an authenticator: `usb`, `internal` and whatever else comes to be.
public struct AuthenticatorTransport: RawRepresentable, Hashable, Sendable {
    /// 1 to 32 lower-case letters, digits and hyphens.
    public let rawValue: String

    /// Refuses what is no such word; words that are not known are kept, as the standard asks.
    public init?(rawValue: String) {
        let isWord = rawValue.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "-")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard isWord, (1...32).contains(rawValue.utf8.count) else { return nil }
        self.rawValue = rawValue
    }
}

/// Names one credential to the browser.
public struct CredentialDescriptor: Hashable, Sendable {
    /// Which.
    public let id: CredentialID
    /// How its authenticator was reached when it was made.
    public let transports: [AuthenticatorTransport]

    /// A credential and the ways to it.
    public init(id: CredentialID, transports: [AuthenticatorTransport] = []) {
        self.id = id
        self.transports = transports
    }
}

/// Whose credential is made, as the authenticator will show it.
public struct UserEntity: Hashable, Sendable {
    /// Names the account to the authenticator.
    public let handle: UserHandle
    /// What the person signs in with.
    public let name: String
    /// What the person is called.
    public let displayName: String

    /// A person; nothing of it is checked, and the authenticator may cut the names at 64 bytes.
    public init(handle: UserHandle, name: String, displayName: String) {
        self.handle = handle
        self.name = name
        self.displayName = displayName
    }
}
