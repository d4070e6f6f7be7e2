import GatehouseWebAuthn
import Testing

@Suite struct PackedAttestationTests {
    private static let der: [UInt8] = [0x30, 0x00]

    private static let good = AttestationCertificate(
        version: 3,
        subject: .init(
            country: "AA", organisation: "W3C", organisationalUnit: "Authenticator Attestation", commonName: "Test",
            isEmpty: false),
        isAuthority: false, publicKey: Samples.edwardsKey)

    /// A statement by `certificate`, or by the key itself without one.
    private func register(
        _ certificate: AttestationCertificate? = nil, algorithm: Int64? = nil, signature: [UInt8]? = nil,
        certificates: CBOR? = nil, rest: [CBOR.Entry] = []
    ) throws -> RegisteredCredential {
        let key = certificate?.publicKey ?? Samples.key
        var authenticator = TestAuthenticator()
        authenticator.attest = { data, hash in
            var entries: [CBOR.Entry] = [
                .init(.text("alg"), .integer(algorithm ?? key.algorithm.rawValue)),
                .init(.text("sig"), .bytes(signature ?? KeyedHash.sign(data + hash, key))),
            ]
            if certificate != nil { entries.append(.init(.text("x5c"), certificates ?? .array([.bytes(Self.der)]))) }
            return ("packed", .map(entries + rest))
        }
        let cryptography = KeyedHash(certificates: certificate.map { [Self.der: $0] } ?? [:])
        return try Samples.registration().verify(
            try RegistrationResponse(bytes: authenticator.registrationJSON()), isRegistered: false,
            cryptography: cryptography, trust: FixedTrust(answer: true))
    }

    private func refusal(_ body: () throws -> RegisteredCredential) -> WebAuthnError? {
        #expect(throws: WebAuthnError.self) { try body() }
    }

    @Test func `a certificate or the key itself attests`() throws {
        #expect(try register(Self.good).isTrusted)
        #expect(try !register().isTrusted)
        var named = Self.good
        named.aaguid = .init(Samples.aaguid)
        #expect(try register(named).attestation.path == [Self.der])
    }

    private static let unfit: [@Sendable (inout AttestationCertificate) -> Void] = [
        { $0.version = 1 }, { $0.version = 2 }, { $0.isAuthority = true }, { $0.isAuthority = nil },
        { $0.subject.country = nil }, { $0.subject.country = "AAA" }, { $0.subject.country = "aa" },
        { $0.subject.organisation = nil }, { $0.subject.organisation = "" }, { $0.subject.organisationalUnit = nil },
        { $0.subject.organisationalUnit = "authenticator attestation" }, { $0.subject.commonName = nil },
        { $0.aaguid = .init(Samples.aaguid, isCritical: true) },
    ]

    @Test(arguments: unfit.indices)
    func `a certificate without what §8.2.1 asks is refused`(index: Int) {
        var certificate = Self.good
        Self.unfit[index](&certificate)
        let error = refusal { try register(certificate) }
        #expect(error?.code == .certificateUnfit && error?.step?.number == 22)
    }

    @Test func `a certificate for another model is refused`() {
        var certificate = Self.good
        certificate.aaguid = .init(Samples.unknownModel)
        #expect(refusal { try register(certificate) }?.code == .certificateAAGUIDWrong)
    }

    @Test func `a wrong signature is refused`() {
        #expect(refusal { try register(Self.good, signature: [1]) }?.code == .attestationSignatureWrong)
        #expect(refusal { try register(signature: []) }?.code == .attestationSignatureWrong)
    }

    @Test func `an algorithm that is not the key's is refused`() {
        #expect(refusal { try register(Self.good, algorithm: -7) }?.code == .statementAlgorithmWrong)
        #expect(refusal { try register(algorithm: -257) }?.code == .statementAlgorithmWrong)
        #expect(refusal { try register(algorithm: -65535) }?.code == .keyUnsupported)
    }

    @Test func `a certificate that cannot be read is refused`() {
        let unknown = CBOR.array([.bytes([0x31])])
        #expect(refusal { try register(Self.good, certificates: unknown) }?.code == .certificateUnreadable)
    }

    @Test(arguments: [
        CBOR.array([]), .bytes([1]), .array([.integer(1)]), .array([CBOR](repeating: .bytes([0x30, 0x00]), count: 9)),
    ])
    func `a list of certificates that is none is refused`(list: CBOR) {
        #expect(refusal { try register(Self.good, certificates: list) }?.code == .statementMalformed)
    }

    @Test func `a member that the format does not have is refused`() {
        let rest = [CBOR.Entry(.text("ecdaaKeyId"), .bytes([1]))]
        #expect(refusal { try register(rest: rest) }?.code == .statementMalformed)
        #expect(refusal { try register(Self.good, rest: rest) }?.code == .statementMalformed)
        #expect(refusal { try register(rest: [.init(.integer(1), .null)]) }?.code == .statementMalformed)
    }
}
