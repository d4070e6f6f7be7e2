import Crypto
import GatehouseKeys
import GatehouseTPM
import GatehouseTestSupport
import Testing

@Suite struct CertificationTests {
    private let tpm = TestTPM()
    private let nonce = CredentialChallenge.random()

    private func verify(
        _ statement: SignedAttestation, of key: TPMPublic? = nil, publicKeyDER: [UInt8]? = nil
    ) throws -> TPMClock {
        let key = key ?? tpm.deviceKey
        return try AttestationKey(publicArea: tpm.attestationKey.bytes).certification(
            statement, of: key.bytes, publicKeyDER: try publicKeyDER ?? key.publicKeyDER(), nonce: nonce)
    }

    private func refusal(
        _ statement: SignedAttestation, of key: TPMPublic? = nil, publicKeyDER: [UInt8]? = nil
    ) -> AttestationError.Code? {
        #expect(throws: AttestationError.self) {
            try verify(statement, of: key, publicKeyDER: publicKeyDER)
        }?.code
    }

    @Test func `a device key in the same TPM is taken`() throws {
        #expect(try verify(tpm.certify(nonce: nonce)) == tpm.clock)
    }

    @Test func `a request for another key than was certified is refused`() throws {
        let other = try TestTPM().deviceKey.publicKeyDER()
        #expect(refusal(tpm.certify(nonce: nonce), publicKeyDER: other) == .wrongKey)
    }

    @Test func `a public area that was not certified is refused`() {
        #expect(refusal(tpm.certify(nonce: nonce), of: TestTPM().deviceKey) == .wrongKey)
    }

    @Test func `attributes that were not certified are refused`() {
        var key = tpm.deviceKey
        key.attributes.remove(.noDictionaryAttack)
        #expect(refusal(tpm.certify(nonce: nonce), of: key) == .wrongKey)
    }

    @Test(arguments: [ObjectAttributes.fixedTPM, .fixedParent, .sensitiveDataOrigin])
    func `a key that could be elsewhere too is refused`(_ missing: ObjectAttributes) {
        var key = tpm.deviceKey
        key.attributes.remove(missing)
        #expect(refusal(tpm.certify(key, nonce: nonce), of: key) == .keyNotBound)
    }

    @Test(arguments: [ObjectAttributes.restricted, .decrypt])
    func `a key that is for something else too is refused`(_ more: ObjectAttributes) {
        var key = tpm.deviceKey
        key.attributes.insert(more)
        #expect(refusal(tpm.certify(key, nonce: nonce), of: key) == .unsupportedKey)
    }

    @Test func `a certification for another request is refused`() {
        #expect(refusal(tpm.certify(nonce: CredentialChallenge.random())) == .wrongNonce)
    }

    @Test func `a quote is no certification`() {
        #expect(refusal(tpm.quote(nonce: nonce).statement) == .wrongType)
    }

    @Test func `another TPM's certification is refused`() {
        #expect(refusal(TestTPM().certify(tpm.deviceKey, nonce: nonce)) == .badSignature)
    }
}
