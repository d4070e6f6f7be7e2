import GatehouseWebAuthn
import Testing

@Suite struct CeremonyIdentifiersTests {
    private func bytes(_ count: Int) -> [UInt8] { [UInt8](repeating: 1, count: count) }

    @Test func `a challenge has 16 to 64 bytes`() {
        for count in [16, 32, 64] { #expect(throws: Never.self) { try Challenge(bytes(count)) } }
        for count in [0, 15, 65] {
            let error = #expect(throws: WebAuthnError.self) { try Challenge(bytes(count)) }
            #expect(error?.code == .challengeTooShort)
        }
    }

    @Test func `a user handle has 1 to 64 bytes`() {
        for count in [1, 64] { #expect(throws: Never.self) { try UserHandle(bytes(count)) } }
        for count in [0, 65] {
            let error = #expect(throws: WebAuthnError.self) { try UserHandle(bytes(count)) }
            #expect(error?.code == .identifierInvalid)
        }
    }

    @Test func `a credential id has 1 to 1023 bytes`() {
        for count in [1, 1023] { #expect(throws: Never.self) { try CredentialID(bytes(count)) } }
        for (count, code) in [(0, WebAuthnError.Code.identifierInvalid), (1024, .credentialIDTooLong)] {
            let error = #expect(throws: WebAuthnError.self) { try CredentialID(bytes(count)) }
            #expect(error?.code == code)
        }
    }
}
