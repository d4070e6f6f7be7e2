import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTPM
import GatehouseTestSupport
import GatehouseWire
import Testing

@testable import GatehouseAgentIO

/// Enrolment with a TPM from the machine's first byte to the stored row, against Debian's `swtpm`.
@Suite(.serialized) struct AttestedEnrolmentTests {
    @Test func `a software TPM enrols, holds the key, and never counts as hardware`() async throws {
        try await AttestationTrial.with { trial in
            let response = try await trial.enrol()
            #expect(response.attestationNote?.contains("does not count as hardware (unknownMaker)") == true)
            #expect(try PeerCertificate(pemChain: response.certificateChain).publicKeyDER == trial.key.publicKeyDER())
            let record = try await trial.store.read(Tenant.test.id) { [device = trial.device] in
                try $0.device(device)
            }
            #expect(record?.identityAssurance == .agentVerified)
            #expect(try await trial.attestation()?.doubt?.reason == "unknownMaker")
            for key in FactCatalogue.attestedKeys {
                let fact = try #require(try await trial.fact(key), "\(key)")
                #expect(fact.assurance == .agentVerified, "\(key)")
            }
            #expect(try await trial.fact("tpm.attested")?.state == .known(.boolean(false)))
            #expect(try await trial.fact("tpm.trust")?.state == .known(.text("software")))
            #expect(try await trial.fact("identity.keyInTPM")?.state == .known(.boolean(true)))
        }
    }

    @Test func `a TPM that a trusted maker of hardware certified is attested`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            let response = try await trial.enrol()
            #expect(response.attestationNote == "the key is in a hardware TPM of IFX SLB9670 id:00070055")
            let held = try #require(try await trial.attestation())
            #expect(held.doubt == nil)
            let found = try await trial.store.read(Tenant.test.id) {
                try $0.devices(withEndorsement: held.endorsementDigest)
            }
            #expect(found == [trial.device])
            let fact = try await trial.fact("tpm.attested")
            #expect(fact?.state == .known(.boolean(true)) && fact?.assurance == .attested)
            #expect(try await trial.fact("tpm.maker")?.state == .known(.text("IFX SLB9670 id:00070055")))
        }
    }

    @Test func `a question is answered once, also when the answer is repeated`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            let request = try await trial.request(answering: trial.challenge(first), first)
            _ = try await trial.enrol(request)
            let refusal = await refusal { try await trial.enrol(request) }
            #expect(refusal?.code == "attestationRefused")
            #expect(refusal?.detail == "the question to the TPM was answered already, or its time is over")
        }
    }

    @Test func `a wrong answer uses the question up`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            let good = try await trial.request(answering: trial.challenge(first), first)
            var bad = good
            bad.attestation?.secret[0] ^= 1
            let refused = await refusal { try await trial.enrol(bad) }
            #expect(refused?.detail == "the TPM did not read the credential that was made for it")
            #expect(await refusal { try await trial.enrol(good) }?.code == "attestationRefused")
        }
    }

    @Test func `a question that is too old is not answered any more`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            let request = try await trial.request(answering: trial.challenge(first), first)
            trial.time.advance(by: .seconds(301))
            #expect(await refusal { try await trial.enrol(request) }?.code == "attestationRefused")
        }
    }

    @Test func `another tenant's question is not answered here`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            let request = try await trial.request(answering: trial.challenge(first, tenant: .other), first)
            #expect(await refusal { try await trial.enrol(request) }?.code == "attestationRefused")
        }
    }

    @Test func `a TPM cannot answer for the endorsement key of another`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            var claim = first
            claim.endorsementCertificates = []
            claim.endorsementKey = TestTPM().endorsementKey.bytes
            let challenge = try await trial.challenge(claim)
            await #expect(throws: TPMDeviceError.self) { try await trial.request(answering: challenge, first) }
        }
    }

    @Test func `a certificate of another endorsement key is refused at once`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            var first = try trial.challengeRequest()
            first.endorsementCertificates = [try #require(trial.maker).certify(TestTPM().endorsementKey)]
            let refused = await refusal { try await trial.challenge(first) }
            #expect(refused?.detail == "the certificate is for another endorsement key")
        }
    }

    /// What a liar changes in his answer, and what the server says to it.
    enum Lie: String, CaseIterable {
        case flippedQuote, flippedCertification, flippedSignature, otherRegisters, otherKey, wrongLog, otherNonce
    }

    @Test(arguments: Lie.allCases)
    func `a proof that does not hold gives no identity`(_ lie: Lie) async throws {
        try await AttestationTrial.with { trial in
            let refused = await refusal {
                try await trial.enrol { request in try Self.apply(lie, to: &request, trial) }
            }
            #expect(refused?.code == "attestationRefused")
            let devices = try await trial.store.read(Tenant.test.id) { try $0.devices(after: nil, limit: 9) }
            #expect(devices.isEmpty)
        }
    }

    private static func apply(_ lie: Lie, to request: inout EnrolmentRequest, _ trial: AttestationTrial) throws {
        switch lie {
        case .flippedQuote: request.attestation?.quote.statement.attested[60] ^= 1
        case .flippedCertification: request.attestation?.certification.statement.attested[60] ^= 1
        case .flippedSignature: request.attestation?.quote.statement.signature[20] ^= 1
        case .otherRegisters: request.attestation?.quote.registers[7].value[0] ^= 1
        case .otherKey:
            request.certificateRequest = try makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device")
        case .wrongLog: request.attestation?.quote.eventLog = FirmwareLog.typical.bytes
        case .otherNonce:
            let other = QuoteChallengeMessage(
                id: .random(), nonce: CredentialChallenge.random(),
                selection: [.init(bank: "sha256", registers: Array(0...14))], wantsEventLog: false, expiresAt: .now())
            request.attestation?.quote = try trial.evidence.quote(other).quote
        }
    }

    @Test func `a quote by another attestation key than was challenged is refused`() async throws {
        try await AttestationTrial.with { trial in
            let first = try trial.challengeRequest()
            let challenge = try await trial.challenge(first)
            var request = try await trial.request(answering: challenge, first)
            let other = TPMEvidence(path: trial.tpm.socket, salt: CredentialChallenge.random())
            request.attestation?.quote = try other.quote(challenge.challenge).quote
            let refused = await refusal { try await trial.enrol(request) }
            #expect(refused?.detail == "the attestation key did not sign this")
        }
    }

    @Test func `questions of one address are limited, and others are served`() async throws {
        try await AttestationTrial.with(rules: AttestationRules(openChallenges: 3, openChallengesForAddress: 2)) {
            trial in
            let first = try trial.challengeRequest()
            for _ in 0..<2 { _ = try await trial.challenge(first, address: "2001:db8::1") }
            #expect(await refusal { try await trial.challenge(first, address: "2001:db8::2") }?.code == "unavailable")
            _ = try await trial.challenge(first, address: "2001:db8:0:1::1")
            #expect(await refusal { try await trial.challenge(first, address: "192.0.2.9") }?.code == "unavailable")
            trial.time.advance(by: .seconds(301))
            _ = try await trial.challenge(first, address: "2001:db8::1")
            let open = try await trial.store.read(Tenant.test.id) {
                try $0.enrolmentChallengeCounts(from: "2001:db8::", at: .distantPast).all
            }
            #expect(open == 1, "what is over is forgotten")
        }
    }

    @Test func `who says that he is a machine with a known TPM must show it`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            try await trial.enrol()
            let liar = try await trial.plainRequest(
                certificateRequest: makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device"))
            let refused = await refusal { try await trial.enrol(liar) }
            #expect(refused?.detail == "this machine is known by its TPM, and shows another or none")
            let device = trial.device
            try await trial.enrol()
            #expect(trial.device == device, "the same TPM gets the same identity")
        }
    }

    @Test func `an enrolment without a TPM forgets what an earlier one proved`() async throws {
        try await AttestationTrial.with { trial in
            try await trial.enrol()
            let plain = try await trial.plainRequest(
                certificateRequest: makeCertificateRequest(key: DeviceKey(), commonName: "gatehouse-device"))
            _ = try await trial.enrol(plain)
            #expect(try await trial.attestation() == nil)
            #expect(try await trial.fact("tpm.attested") == nil)
            #expect(await refusal { try await trial.nonce() }?.code == "notFound")
        }
    }
}
