import GatehouseTPM
import Testing

@Suite struct TPMPublicTests {
    @Test(arguments: [Captured.attestationKey, Captured.deviceKey, Captured.endorsementKey])
    func `a public area is written as it was read`(_ bytes: [UInt8]) throws {
        #expect(try TPMPublic(bytes: bytes).bytes == bytes)
    }

    @Test func `the name is the one that the TPM gave`() throws {
        #expect(
            try TPMPublic(bytes: Captured.attestationKey).name(referenceDigest) == Captured.attestationKeyName)
        #expect(try TPMPublic(bytes: Captured.deviceKey).name(referenceDigest) == Captured.deviceKeyName)
    }

    @Test func `what a key is for can be read`() throws {
        let key = try TPMPublic(bytes: Captured.attestationKey)
        #expect(key.attributes == ObjectAttributes.bound.union([.userWithAuth, .restricted, .sign]))
        guard case .ecc(let ecc) = key.key else { throw TPMError.endsEarly }
        #expect(ecc.curve == .p256 && ecc.scheme == .ecdsaSHA256 && ecc.symmetric == nil)
        #expect(ecc.uncompressedPoint.count == 65)
    }

    @Test func `an endorsement key is known by its template`() throws {
        #expect(EndorsementTemplate(of: try TPMPublic(bytes: Captured.endorsementKey)) == .rsa2048)
        #expect(EndorsementTemplate(of: try TPMPublic(bytes: Captured.attestationKey)) == nil)
    }

    @Test func `an endorsement key that may sign is of no template`() throws {
        var key = try TPMPublic(bytes: Captured.endorsementKey)
        key.attributes.insert(.sign)
        #expect(EndorsementTemplate(of: key) == nil)
    }

    @Test func `bytes after the public area are refused`() {
        #expect(throws: TPMError.trailingBytes(1)) { try TPMPublic(bytes: Captured.deviceKey + [0]) }
    }

    @Test func `an object that is no key is refused`() {
        #expect(throws: TPMError.unsupported("type of object", 8)) {
            try TPMPublic(bytes: [0, 8] + Captured.deviceKey.dropFirst(2))
        }
    }

    @Test func `another salt makes another template`() {
        let first = TPMPublic.attestationKey(salt: [UInt8](repeating: 1, count: 32))
        #expect(first != TPMPublic.attestationKey(salt: [UInt8](repeating: 2, count: 32)))
    }
}
