import Foundation
import GatehouseAuthority
import GatehouseModel
import GatehouseTestSupport
import GatehouseWebAuthn
import GatehouseWire
import Testing

/// The specification's ceremonies and those that other people's code signed, with real cryptography.
@Suite struct WebAuthnCryptographyTests {
    @Test(arguments: CeremonyVector.accepted)
    func `a vector registers and signs in with what its keys really signed`(vector: CeremonyVector) throws {
        let registered = try vector.register()
        #expect(registered.record.publicKey.bytes == vector.bytes("publicKey"))
        _ = try vector.authenticate(by: registered.record)
    }

    @Test(arguments: CeremonyVector.accepted)
    func `a signature that was changed is refused`(vector: CeremonyVector) throws {
        let record = try vector.register().record
        let error = #expect(throws: WebAuthnError.self) { try vector.authenticate(by: record, flipping: 40) }
        #expect(error?.code == .signatureWrong)
    }

    @Test func `a point that is not on the curve verifies nothing`() throws {
        let key = try COSEKey(.p256(x: Array(repeating: 1, count: 32), y: Array(repeating: 2, count: 32)))
        #expect(!WebAuthnCryptography().verify(signature: [0x30, 0], of: [], by: key))
    }

    @Test func `only what leads to a root that is believed is trusted, and only while it is in date`() throws {
        let vector = try #require(CeremonyVector.accepted.first { $0.name == "w3c.packed.ES256" })
        #expect(try vector.register(believing: [CeremonyVector.root]).isTrusted)
        #expect(try !vector.register(believing: []).isTrusted)
        #expect(try !vector.register(believing: [CeremonyVector.root], at: Instant(seconds: 0)).isTrusted)
    }

    @Test func `a file that holds no certificate is counted and left out`() {
        var unreadable = 0
        let roots = AttestationRoots(
            files: [CeremonyVector.root, Array("nothing".utf8)], at: .start, unreadable: &unreadable)
        #expect(roots.count == 1 && unreadable == 1)
    }

    @Test func `what is no certificate is read as none`() {
        #expect(WebAuthnCryptography().attestationCertificate([0x30, 0x03, 2, 1, 1]) == nil)
    }
}

/// A ceremony of the vectors beside the pure target's tests.
struct CeremonyVector: CustomStringConvertible, Sendable {
    let name: String
    private let json: JSON

    var description: String { name }

    static let file: JSON = {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Packages/Core/Tests/GatehouseWebAuthnTests/Fixtures/vectors.json")
        guard let data = try? Data(contentsOf: path), let json = try? JSON.parse(Array(data)) else { return .null }
        return json
    }()

    static let root = hex(file["root"])

    /// Those that register where nothing may embed the page.
    static let accepted: [CeremonyVector] = {
        guard case .array(let list) = file["vectors"] else { return [] }
        return list.compactMap { json in
            guard case .string(let name) = json["name"] else { return nil }
            return CeremonyVector(name: name, json: json)
        }.filter { vector in
            !["w3c.packed.ES384", "w3c.tpm.ES256"].contains(vector.name) && !vector.name.contains("Origin")
        }
    }()

    func bytes(_ name: String) -> [UInt8] { Self.hex(json[name]) }

    func register(believing roots: [[UInt8]] = [], at now: Instant = .start) throws -> RegisteredCredential {
        let user = UserEntity(handle: try UserHandle([1]), name: "ada", displayName: "Ada")
        let options = try RegistrationOptions(
            relyingParty: party(), user: user, challenge: try Challenge(bytes("challenge")),
            userVerification: verification)
        let response = try RegistrationResponse(
            bytes: message([
                ("clientDataJSON", bytes("clientDataJSON")), ("attestationObject", bytes("attestationObject")),
            ]))
        var unreadable = 0
        return try RegistrationCeremony(options: options, policy: .anyAuthenticator).verify(
            response, isRegistered: false, cryptography: WebAuthnCryptography(),
            trust: AttestationRoots(files: roots, at: now, unreadable: &unreadable))
    }

    /// With one bit of the signature, counted from its end, changed if asked.
    @discardableResult func authenticate(
        by record: CredentialRecord, flipping bit: Int? = nil
    ) throws -> AuthenticatedCredential {
        let part = json["authentication"] ?? .null
        var signature = Self.hex(part["signature"])
        if let bit { signature[signature.count - 1 - bit / 8] ^= 1 << UInt8(bit % 8) }
        let response = try AuthenticationResponse(
            bytes: message([
                ("clientDataJSON", Self.hex(part["clientDataJSON"])),
                ("authenticatorData", Self.hex(part["authenticatorData"])), ("signature", signature),
                ("userHandle", [1]),
            ]))
        let options = try AuthenticationOptions(
            relyingParty: party(), challenge: try Challenge(Self.hex(part["challenge"])),
            userVerification: verification)
        return try AuthenticationCeremony(options: options).verify(
            response, by: record, cryptography: WebAuthnCryptography())
    }

    /// Ours verify their user; most of the specification's do not.
    private var verification: UserVerification { name.hasPrefix("own.") ? .required : .discouraged }

    private func party() throws -> RelyingParty {
        try RelyingParty(id: "example.org", name: "Example", origins: ["https://example.org"])
    }

    private func message(_ response: [(String, [UInt8])]) -> [UInt8] {
        let id = JSON.string(Base64.encodeURL(bytes("credentialId")))
        let members = response.map { JSON.Member($0.0, .string(Base64.encodeURL($0.1))) }
        let message = JSON.object([
            JSON.Member("id", id), JSON.Member("rawId", id), JSON.Member("type", .string("public-key")),
            JSON.Member("clientExtensionResults", .object([])), JSON.Member("response", .object(members)),
        ])
        return message.serialised()
    }

    private static func hex(_ json: JSON?) -> [UInt8] {
        if case .string(let text) = json { Hex.decode(text) ?? [] } else { [] }
    }
}
