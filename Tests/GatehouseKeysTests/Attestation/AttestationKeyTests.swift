import Crypto
import GatehouseKeys
import GatehouseTPM
import GatehouseTestSupport
import Testing

@Suite struct AttestationKeyTests {
    private let tpm = TestTPM()

    private func refusal(_ change: (inout TPMPublic) -> Void) -> AttestationError.Code? {
        var key = tpm.attestationKey
        change(&key)
        return #expect(throws: AttestationError.self) { try AttestationKey(publicArea: key.bytes) }?.code
    }

    @Test func `a restricted key that stays in its TPM is taken`() throws {
        let key = try AttestationKey(publicArea: tpm.attestationKey.bytes)
        #expect(key.name == tpm.attestationKey.name(TPMHash.digest))
    }

    @Test func `a key that signs anything is refused`() {
        #expect(refusal { $0.attributes.remove(.restricted) } == .attestationKeyNotRestricted)
    }

    @Test func `a key that also decrypts is refused`() {
        #expect(refusal { $0.attributes.insert(.decrypt) } == .attestationKeyNotRestricted)
    }

    @Test(arguments: [ObjectAttributes.fixedTPM, .fixedParent, .sensitiveDataOrigin])
    func `a key that could be elsewhere too is refused`(_ missing: ObjectAttributes) {
        #expect(refusal { $0.attributes.remove(missing) } == .attestationKeyNotBound)
    }

    @Test func `a key with another scheme is refused`() {
        #expect(
            refusal { key in
                guard case .ecc(var ecc) = key.key else { return }
                ecc.scheme = SigningScheme(algorithm: .ecdsa, hash: .sha1)
                key.key = .ecc(ecc)
            } == .unsupportedKey)
    }

    @Test func `bytes that are no key are refused`() {
        let code = #expect(throws: AttestationError.self) { try AttestationKey(publicArea: [1, 2, 3]) }?.code
        #expect(code == .malformed)
    }
}
