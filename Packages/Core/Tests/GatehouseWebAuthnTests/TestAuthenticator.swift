import GatehouseFuzzing
import GatehouseWebAuthn
import GatehouseWire

/// Answers both ceremonies as a good authenticator and browser do, unless told to deviate.
struct TestAuthenticator {
    var key = Samples.key
    var relyingPartyID = "example.org"
    var flags: AuthenticatorData.Flags = [.userPresent, .userVerified]
    var counter: UInt32 = 1
    var aaguid = Samples.aaguid
    var credentialID = Samples.credentialID
    var extensions: CBOR?
    var trailing: [UInt8] = []
    var type: String?
    var challenge = Samples.challenge
    var origin = "https://example.org"
    var frame = #","crossOrigin":false"#
    var userHandle: [UInt8]? = Samples.userHandle
    /// What the browser says of the credential's id.
    var named: [UInt8]?
    var makesCredential = true
    /// The statement over authenticator data and client data's hash.
    var attest: (_ data: [UInt8], _ hash: [UInt8]) -> (format: String, statement: CBOR) = { _, _ in ("none", .map([])) }

    func clientData(_ usual: String) -> [UInt8] {
        let challenge = Base64.encodeURL(challenge)
        return Array(#"{"type":"\#(type ?? usual)","challenge":"\#(challenge)","origin":"\#(origin)"\#(frame)}"#.utf8)
    }

    func authenticatorData(attested: Bool) -> [UInt8] {
        var flags = flags
        if attested { flags.insert(.attestedCredential) }
        if extensions != nil { flags.insert(.extensions) }
        let number = (0..<4).reversed().map { UInt8(truncatingIfNeeded: counter >> UInt32($0 * 8)) }
        var bytes = ReferenceSHA256.hash(Array(relyingPartyID.utf8)) + [flags.rawValue] + number
        if flags.contains(.attestedCredential) {
            bytes += aaguid.bytes + [UInt8(credentialID.count >> 8), UInt8(credentialID.count & 0xFF)] + credentialID
            bytes += key.bytes
        }
        return bytes + (extensions?.encoded() ?? []) + trailing
    }

    func attestationObject() -> [UInt8] {
        let data = authenticatorData(attested: makesCredential)
        let (format, statement) = attest(data, ReferenceSHA256.hash(clientData("webauthn.create")))
        return CBOR.map([
            CBOR.Entry(.text("fmt"), .text(format)), CBOR.Entry(.text("attStmt"), statement),
            CBOR.Entry(.text("authData"), .bytes(data)),
        ]).encoded()
    }

    func registrationJSON() -> [UInt8] {
        Samples.json(
            id: named ?? credentialID,
            [
                ("clientDataJSON", clientData("webauthn.create")), ("attestationObject", attestationObject()),
            ])
    }

    func authenticationJSON() -> [UInt8] {
        let client = clientData("webauthn.get")
        let data = authenticatorData(attested: false)
        let signature = KeyedHash.sign(data + ReferenceSHA256.hash(client), key)
        var members = [("clientDataJSON", client), ("authenticatorData", data), ("signature", signature)]
        if let userHandle { members.append(("userHandle", userHandle)) }
        return Samples.json(id: named ?? credentialID, members)
    }
}

/// "Signs" by hashing the key and the message: whoever changes either is found out, which is all that these tests ask.
struct KeyedHash: SignatureVerifying, SHA256Hashing, AttestationCertificateReading {
    var certificates: [[UInt8]: AttestationCertificate] = [:]

    static func sign(_ message: [UInt8], _ key: COSEKey) -> [UInt8] { ReferenceSHA256.hash(key.bytes + message) }

    func verify(signature: [UInt8], of message: [UInt8], by key: COSEKey) -> Bool {
        signature == Self.sign(message, key)
    }

    func sha256(_ bytes: [UInt8]) -> [UInt8] { ReferenceSHA256.hash(bytes) }

    func attestationCertificate(_ der: [UInt8]) -> AttestationCertificate? { certificates[der] }
}
