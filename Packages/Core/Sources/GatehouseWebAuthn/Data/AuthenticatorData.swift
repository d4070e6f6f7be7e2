/// What an authenticator says of one ceremony, as the bytes that it signed (WebAuthn §6.1).
public struct AuthenticatorData: Hashable, Sendable {
    /// Largest that is read, in bytes.
    public static let sizeLimit = 16 << 10

    /// SHA-256 of the id of the relying party that the authenticator answered.
    public let relyingPartyHash: [UInt8]
    /// What happened, and what kind of credential it is.
    public let flags: Flags
    /// How often the authenticator signed; 0 when it does not count.
    public let counter: UInt32
    /// The credential that was made; only in a registration.
    public let attestedCredential: AttestedCredential?
    /// What extensions answered; `nil` when there is none.
    public let extensions: CBOR?

    /// Reads the structure, and nothing after it; refuses a credential that is backed up but not eligible for it.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        guard (37...Self.sizeLimit).contains(bytes.count) else {
            throw Self.malformed("there are \(bytes.count) bytes, and 37 to \(Self.sizeLimit) were expected")
        }
        relyingPartyHash = Array(bytes[..<32])
        flags = Flags(rawValue: bytes[32])
        counter = bytes[33..<37].reduce(0) { $0 << 8 | UInt32($1) }
        guard flags.contains(.backupEligible) || !flags.contains(.backedUp) else {
            throw WebAuthnError(
                .backupWithoutEligibility, "the credential is backed up (BS) but not eligible for backup (BE)")
        }
        var position = 37
        attestedCredential = try flags.contains(.attestedCredential) ? Self.credential(bytes, &position) : nil
        extensions = try flags.contains(.extensions) ? Self.extensions(bytes, &position) : nil
        guard position == bytes.count else {
            throw Self.malformed("\(bytes.count - position) bytes follow its end at byte \(position)")
        }
    }

    private static func credential(
        _ bytes: [UInt8], _ position: inout Int
    ) throws(WebAuthnError) -> AttestedCredential {
        guard bytes.count >= position + 18, let aaguid = AAGUID(bytes: bytes[position..<position + 16]) else {
            throw malformed("it ends within the attested credential data")
        }
        let length = Int(bytes[position + 16]) << 8 | Int(bytes[position + 17])
        position += 18
        guard length <= CredentialID.lengthLimit else {
            throw WebAuthnError(
                .credentialIDTooLong, "the credential id has \(length) bytes, more than \(CredentialID.lengthLimit)")
        }
        guard bytes.count - position >= length else { throw malformed("it ends within the credential id") }
        let id = try CredentialID(Array(bytes[position..<position + length]))
        let (key, end) = try CBOR.decode(bytes, at: position + length)
        position = end
        return AttestedCredential(aaguid: aaguid, id: id, publicKey: try COSEKey(cbor: key))
    }

    private static func extensions(_ bytes: [UInt8], _ position: inout Int) throws(WebAuthnError) -> CBOR {
        let (value, end) = try CBOR.decode(bytes, at: position)
        guard case .map = value else { throw malformed("its extensions are \(value.kind), and a map was expected") }
        position = end
        return value
    }

    private static func malformed(_ message: String) -> WebAuthnError {
        WebAuthnError(.authenticatorDataMalformed, "the authenticator data: \(message)")
    }

    /// The credential that an authenticator made (§6.5.1).
    public struct AttestedCredential: Hashable, Sendable {
        /// The model of the authenticator; claimed, unless an attestation proves it.
        public let aaguid: AAGUID
        /// Its name.
        public let id: CredentialID
        /// Its key.
        public let publicKey: COSEKey
    }

    /// The flags of a ceremony; the two reserved bits are ignored.
    public struct Flags: OptionSet, Hashable, Sendable {
        /// The byte in the structure.
        public let rawValue: UInt8

        /// Takes any byte.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// UP: somebody touched the authenticator.
        public static let userPresent = Flags(rawValue: 1 << 0)
        /// UV: the authenticator knows who: by a PIN, a finger, a face.
        public static let userVerified = Flags(rawValue: 1 << 2)
        /// BE: the credential may be copied to other devices; it never changes.
        public static let backupEligible = Flags(rawValue: 1 << 3)
        /// BS: the credential is copied now.
        public static let backedUp = Flags(rawValue: 1 << 4)
        /// AT: a credential follows.
        public static let attestedCredential = Flags(rawValue: 1 << 6)
        /// ED: answers of extensions follow.
        public static let extensions = Flags(rawValue: 1 << 7)
    }
}
