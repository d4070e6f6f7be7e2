import GatehouseFuzzing
import GatehouseWebAuthn
import Testing

@Suite struct AuthenticatorDataTests {
    @Test(arguments: Vector.accepted)
    func `the authenticator data of a vector is read`(vector: Vector) throws {
        let data = try AuthenticatorData(
            bytes: try AttestationObject(bytes: vector.attestationObject).authenticatorData)
        #expect(data.relyingPartyHash == ReferenceSHA256.hash(Array("example.org".utf8)))
        #expect(data.attestedCredential?.id.bytes == vector.credentialID)
        #expect(data.attestedCredential?.aaguid.bytes == vector.aaguid)
        #expect(data.attestedCredential?.publicKey.bytes == vector.publicKey)
    }

    @Test func `extensions are read`() throws {
        let vector = try Vector.named("own.packed-self.EdDSA")
        let data = try AuthenticatorData(
            bytes: try AttestationObject(bytes: vector.attestationObject).authenticatorData)
        #expect(data.extensions?["credProtect"] == .integer(2))
        #expect(data.flags.isSuperset(of: [.userVerified, .backupEligible, .backedUp, .extensions]))
        #expect(data.counter == 1)
    }

    @Test func `every shorter and every longer structure is refused`() throws {
        var authenticator = TestAuthenticator()
        authenticator.extensions = .map([.init(.text("credProtect"), .integer(2))])
        let bytes = authenticator.authenticatorData(attested: true)
        #expect(throws: Never.self) { try AuthenticatorData(bytes: bytes) }
        for length in 0..<bytes.count {
            #expect(throws: WebAuthnError.self) { try AuthenticatorData(bytes: Array(bytes[..<length])) }
        }
        #expect(throws: WebAuthnError.self) { try AuthenticatorData(bytes: bytes + [0]) }
    }

    @Test func `extensions that are no map are refused`() {
        var authenticator = TestAuthenticator()
        authenticator.extensions = .integer(1)
        #expect(throws: WebAuthnError.self) {
            try AuthenticatorData(bytes: authenticator.authenticatorData(attested: false))
        }
    }

    @Test func `a credential id may have 1023 bytes and no more`() throws {
        var authenticator = TestAuthenticator()
        authenticator.credentialID = [UInt8](repeating: 7, count: 1023)
        #expect(throws: Never.self) { try AuthenticatorData(bytes: authenticator.authenticatorData(attested: true)) }
        authenticator.credentialID.append(7)
        let error = #expect(throws: WebAuthnError.self) {
            try AuthenticatorData(bytes: authenticator.authenticatorData(attested: true))
        }
        #expect(error?.code == .credentialIDTooLong)
        authenticator.credentialID = []
        #expect(throws: WebAuthnError.self) {
            try AuthenticatorData(bytes: authenticator.authenticatorData(attested: true))
        }
    }
}
