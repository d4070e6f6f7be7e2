import Crypto
import FoundationEssentials
import GatehouseWebAuthn
import GatehouseWire

/// An authenticator with one passkey on P-256, together with the browser that speaks to it: answers options as
/// `navigator.credentials` would, and wrongly where a test asks for it.
public struct SoftwareAuthenticator: Sendable {
    /// What the browser says of the page.
    public var origin: String
    /// Whose passkey it is: the hash of another domain is signed when this is changed.
    public var domain: String
    /// Whether the authenticator says that it verified its user.
    public var verifiesUser = true
    /// Added to by each answer; an authenticator that was copied tells an older one.
    public var counter: UInt32
    /// The passkey's name.
    public let credential: [UInt8]
    private let key = P256.Signing.PrivateKey()
    private var handle: [UInt8] = []

    /// An authenticator that has no passkey yet, in a browser at `origin`.
    public init(origin: String = "https://localhost:8443", domain: String = "localhost", counter: UInt32 = 0) {
        self.origin = origin
        self.domain = domain
        self.counter = counter
        credential = (0..<32).map { _ in UInt8.random(in: .min ... .max) }
    }

    /// RegistrationResponseJSON for PublicKeyCredentialCreationOptionsJSON, without attestation.
    public mutating func register(_ options: [UInt8]) throws -> [UInt8] {
        let json = try JSON.parse(options)
        handle = Base64.decodeURL(Self.text(json["user"]?["id"])) ?? []
        let point = Array(key.publicKey.rawRepresentation)
        let cose = try COSEKey(.p256(x: Array(point.prefix(32)), y: Array(point.suffix(32)))).bytes
        let attested = Array(repeating: UInt8(0), count: 16) + [0, UInt8(credential.count)] + credential + cose
        let data = authenticatorData(flags: 0x40) + attested
        let object = CBOR.map([
            CBOR.Entry(.text("fmt"), .text("none")), CBOR.Entry(.text("attStmt"), .map([])),
            CBOR.Entry(.text("authData"), .bytes(data)),
        ]).encoded()
        let clientData = clientData("webauthn.create", json)
        return message([("clientDataJSON", clientData), ("attestationObject", object)])
    }

    /// AuthenticationResponseJSON for PublicKeyCredentialRequestOptionsJSON.
    public mutating func sign(_ options: [UInt8]) throws -> [UInt8] {
        if counter > 0 { counter += 1 }
        let clientData = clientData("webauthn.get", try JSON.parse(options))
        let data = authenticatorData(flags: 0)
        let signature = try key.signature(for: data + SHA256.hash(data: clientData)).derRepresentation
        return message([
            ("clientDataJSON", clientData), ("authenticatorData", data), ("signature", Array(signature)),
            ("userHandle", handle),
        ])
    }

    private func authenticatorData(flags: UInt8) -> [UInt8] {
        let present: UInt8 = verifiesUser ? 0x05 : 0x01
        return Array(SHA256.hash(data: Array(domain.utf8))) + [flags | present]
            + (0..<4).map { UInt8(truncatingIfNeeded: counter >> UInt32(24 - 8 * $0)) }
    }

    private func clientData(_ type: String, _ options: JSON) -> [UInt8] {
        JSON.object([
            JSON.Member("type", .string(type)), JSON.Member("challenge", options["challenge"] ?? .null),
            JSON.Member("origin", .string(origin)), JSON.Member("crossOrigin", .boolean(false)),
        ]).serialised()
    }

    private func message(_ response: [(String, [UInt8])]) -> [UInt8] {
        let id = JSON.string(Base64.encodeURL(credential))
        return JSON.object([
            JSON.Member("id", id), JSON.Member("rawId", id), JSON.Member("type", .string("public-key")),
            JSON.Member(
                "response", .object(response.map { JSON.Member($0.0, .string(Base64.encodeURL($0.1))) })),
            JSON.Member("clientExtensionResults", .object([])),
        ]).serialised()
    }

    private static func text(_ json: JSON?) -> String {
        if case .string(let text) = json { text } else { "" }
    }
}
