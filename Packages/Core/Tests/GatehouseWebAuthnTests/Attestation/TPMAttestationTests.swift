import GatehouseFuzzing
import GatehouseTPM
import GatehouseWebAuthn
import Testing

@Suite struct TPMAttestationTests {
    /// What a TPM would say; each test changes a part.
    private struct Statement {
        var certificate = AttestationCertificate(
            version: 3, subject: .init(isEmpty: true), isAuthority: false, publicKey: Samples.rsaKey,
            extendedKeyUsages: ["2.23.133.8.3"],
            tpm: .init(manufacturer: "id:FFFFF1D0", model: "test", version: "id:00000001"))
        var area = TPMPublic(
            nameAlgorithm: .sha256, attributes: .bound.union([.sign]),
            key: .ecc(
                ECCKey(curve: .p256, x: [UInt8](repeating: 0x11, count: 32), y: [UInt8](repeating: 0x22, count: 32))))
        var qualifyingData: [UInt8]?
        var name: [UInt8]?
        var claim: TPMAttestation.Claim?
        var certification: [UInt8]?
        var areaBytes: [UInt8]?
        var version: CBOR? = .text("2.0")
        var signature: [UInt8]?
        var algorithm: Int64?

        func members(_ message: [UInt8]) -> CBOR {
            let area = areaBytes ?? area.bytes
            let named = name ?? [0x00, 0x0B] + ReferenceSHA256.hash(area)
            let attestation = TPMAttestation(
                qualifiedSigner: [], qualifyingData: qualifyingData ?? ReferenceSHA256.hash(message),
                clock: TPMClock(milliseconds: 1, resetCount: 1, restartCount: 1, isSafe: true), firmwareVersion: 1,
                claim: claim ?? .certify(name: named, qualifiedName: []))
            let info = certification ?? attestation.bytes
            let key = certificate.publicKey
            var entries: [CBOR.Entry] = [
                .init(.text("alg"), .integer(algorithm ?? key.algorithm.rawValue)),
                .init(.text("sig"), .bytes(signature ?? KeyedHash.sign(info, key))),
                .init(.text("x5c"), .array([.bytes([0x30])])), .init(.text("pubArea"), .bytes(area)),
                .init(.text("certInfo"), .bytes(info)),
            ]
            if let version { entries.append(.init(.text("ver"), version)) }
            return .map(entries)
        }
    }

    private func register(
        key: COSEKey = Samples.key, _ change: (inout Statement) -> Void = { _ in }
    ) throws -> RegisteredCredential {
        var statement = Statement()
        change(&statement)
        let changed = statement
        var authenticator = TestAuthenticator()
        authenticator.key = key
        authenticator.attest = { data, hash in ("tpm", changed.members(data + hash)) }
        return try Samples.registration().verify(
            try RegistrationResponse(bytes: authenticator.registrationJSON()), isRegistered: false,
            cryptography: KeyedHash(certificates: [[0x30]: statement.certificate]), trust: FixedTrust(answer: true))
    }

    private func refusal(_ change: (inout Statement) -> Void) -> WebAuthnError.Code? {
        #expect(throws: WebAuthnError.self) { try register(change) }?.code
    }

    @Test func `a key of the TPM is attested`() throws {
        let registered = try register()
        #expect(registered.isTrusted && registered.attestation.format == "tpm")
    }

    @Test func `an RSA key of the TPM is attested, its exponent left out`() throws {
        let key = RSAKey(bits: 2048, modulus: [UInt8](repeating: 0xB5, count: 256))
        #expect(throws: Never.self) { try register(key: Samples.rsaKey) { $0.area.key = .rsa(key) } }
    }

    private static let unfit: [@Sendable (inout AttestationCertificate) -> Void] = [
        { $0.version = 2 }, { $0.isAuthority = true }, { $0.isAuthority = nil }, { $0.subject.isEmpty = false },
        { $0.tpm = nil }, { $0.tpm?.manufacturer = "FFFFF1D0" }, { $0.tpm?.model = "" }, { $0.tpm?.version = "1" },
        { $0.extendedKeyUsages = [] }, { $0.extendedKeyUsages = ["2.23.133.8.1"] },
        { $0.aaguid = .init(Samples.aaguid, isCritical: true) },
    ]

    @Test(arguments: unfit.indices)
    func `a certificate without what §8.3.1 asks is refused`(index: Int) {
        #expect(refusal { Self.unfit[index](&$0.certificate) } == .certificateUnfit)
    }

    @Test func `a certificate for another model is refused`() {
        #expect(refusal { $0.certificate.aaguid = .init(Samples.unknownModel) } == .certificateAAGUIDWrong)
    }

    @Test func `a key that is not the credential's is refused`() {
        #expect(refusal { $0.area.key = .ecc(ECCKey(curve: .p256, x: [1], y: [2])) } == .tpmKeyWrong)
        #expect(refusal { $0.area.key = .ecc(ECCKey(curve: .p384, x: [1], y: [2])) } == .tpmKeyWrong)
        let rsa = RSAKey(bits: 2048, modulus: [UInt8](repeating: 0xB5, count: 256))
        #expect(refusal { $0.area.key = .rsa(rsa) } == .tpmKeyWrong)
    }

    @Test func `a key that may leave the TPM, or came into it, is refused`() {
        for attribute in [ObjectAttributes.fixedTPM, .fixedParent, .sensitiveDataOrigin] {
            #expect(refusal { $0.area.attributes.remove(attribute) } == .tpmKeyWrong)
        }
    }

    @Test func `a name by another hash than SHA-256 is refused`() {
        #expect(refusal { $0.area.nameAlgorithm = .sha1 } == .tpmKeyWrong)
        #expect(refusal { $0.name = [0x00, 0x04] + [UInt8](repeating: 1, count: 20) } == .tpmClaimWrong)
    }

    @Test func `a claim about something else is refused`() {
        #expect(refusal { $0.qualifyingData = [UInt8](repeating: 1, count: 32) } == .tpmClaimWrong)
        #expect(refusal { $0.qualifyingData = [] } == .tpmClaimWrong)
        #expect(refusal { $0.name = [] } == .tpmClaimWrong)
        #expect(refusal { $0.claim = .quote(PCRSelection(.sha256, [0]), digest: []) } == .tpmClaimWrong)
    }

    @Test func `what a TPM did not make is refused`() {
        #expect(refusal { $0.certification = [UInt8](repeating: 0, count: 100) } == .tpmStructureMalformed)
        #expect(refusal { $0.certification = [] } == .tpmStructureMalformed)
        #expect(refusal { $0.areaBytes = $0.area.bytes + [0] } == .tpmStructureMalformed)
        #expect(refusal { $0.areaBytes = [] } == .tpmStructureMalformed)
    }

    @Test func `a wrong signature or algorithm is refused`() {
        #expect(refusal { $0.signature = [1] } == .attestationSignatureWrong)
        #expect(refusal { $0.algorithm = -7 } == .statementAlgorithmWrong)
        #expect(refusal { $0.algorithm = -8 } == .statementAlgorithmWrong)
        #expect(refusal { $0.algorithm = -65535 } == .keyUnsupported)
    }

    @Test func `another version of TPM is refused`() {
        #expect(refusal { $0.version = .text("1.2") } == .statementMalformed)
        #expect(refusal { $0.version = nil } == .statementMalformed)
        #expect(refusal { $0.version = .integer(2) } == .statementMalformed)
    }
}
