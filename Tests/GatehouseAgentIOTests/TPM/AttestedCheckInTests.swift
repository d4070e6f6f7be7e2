import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTPM
import GatehouseTestSupport
import GatehouseWire
import Testing

@testable import GatehouseAgentIO

/// Quotes and renewals of an enrolled device with a TPM, against Debian's `swtpm`.
@Suite(.serialized) struct AttestedCheckInTests {
    private func quote(_ trial: AttestationTrial) async throws -> CheckInResponse {
        try await trial.checkIn(trial.evidence.quote(trial.nonce()))
    }

    @Test func `a check-in asks for a quote when the last one is an hour old, and not before`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            try await trial.enrol()
            #expect(try await trial.checkIn().challenge == nil)
            trial.time.advance(by: .seconds(3601))
            let asked = try #require(try await trial.checkIn().challenge)
            #expect(try await trial.checkIn().challenge == asked, "an open question is asked again")
            let answer = try await trial.checkIn(trial.evidence.quote(asked))
            #expect(answer.quoteRefusal == nil && answer.challenge == nil)
            #expect(try await trial.attestation()?.quotedAt == trial.time.now)
        }
    }

    @Test func `facts of a device that quotes no more lapse, and come back with a quote`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            try await trial.enrol()
            trial.time.advance(by: .seconds(4 * 3600 + 1))
            try await trial.runJobs()
            #expect(try await trial.fact("tpm.attested")?.state == .known(.boolean(false)))
            guard case .unavailable? = try await trial.fact("tpm.registers")?.state else {
                Issue.record("the registers are still believed")
                return
            }
            #expect(try await quote(trial).quoteRefusal == nil)
            #expect(try await trial.fact("tpm.attested")?.state == .known(.boolean(true)))
        }
    }

    @Test func `an event log that the registers bear out tells of Secure Boot, until they change`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            let log = FirmwareLog.typical
            try trial.tpm.write("log", log.bytes)
            for event in log.events where event.type != .noAction {
                try trial.tpm.tool("pcrextend", "\(event.register):sha256=\(event.digestText)")
            }
            trial.evidence.eventLogPath = trial.tpm.file("log")
            try await trial.enrol()
            let fact = try await trial.fact("boot.secureBoot")
            #expect(fact?.state == .known(.boolean(true)) && fact?.assurance == .attested)
            let next = try await trial.nonce()
            #expect(!next.wantsEventLog, "the same registers need no second log")
            try await trial.checkIn(trial.evidence.quote(next))
            #expect(try await trial.fact("boot.secureBoot")?.state == .known(.boolean(true)))

            try trial.tpm.tool("pcrextend", "7:sha256=" + String(repeating: "01", count: 32))
            let changed = try await quote(trial)
            let wanted = try #require(changed.challenge, "the log is asked for at once")
            #expect(wanted.wantsEventLog)
            let refused = try await trial.checkIn(trial.evidence.quote(wanted)).quoteRefusal
            #expect(refused == "the event log does not lead to the value of register 7")
            guard case .unavailable? = try await trial.fact("boot.secureBoot")?.state else {
                Issue.record("Secure Boot is still believed")
                return
            }
        }
    }

    @Test func `a device without an event log is not asked for one over and over`() async throws {
        try await AttestationTrial.with { trial in
            try await trial.enrol()
            let answer = try await quote(trial)
            #expect(answer.quoteRefusal == nil && answer.challenge == nil)
        }
    }

    @Test func `a flipped bit costs the device its attested facts, and is found in the audit log`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            try await trial.enrol()
            var answer = try await trial.evidence.quote(trial.nonce())
            answer.quote.statement.attested[50] ^= 1
            let taken = try await trial.checkIn(answer)
            #expect(taken.quoteRefusal == "the attestation key did not sign this")
            #expect(taken.challenge == nil, "no quarrel without end")
            #expect(try await trial.fact("tpm.attested")?.state == .known(.boolean(false)))
            let record = try await trial.store.read(Tenant.test.id) { [device = trial.device] in
                (try $0.device(device)?.identityAssurance, try $0.newestAuditRow()?.entry.action)
            }
            #expect(record.0 == .agentVerified && record.1 == "device.quoteRefused")
            #expect(try await trial.attestation()?.refusal != nil)
        }
    }

    @Test func `an answer is taken once, and a late or foreign one changes nothing`() async throws {
        try await AttestationTrial.with { trial in
            try await trial.enrol()
            let answer = try await trial.evidence.quote(trial.nonce())
            #expect(try await trial.checkIn(answer).quoteRefusal == nil)
            let held = try await trial.attestation()
            let refused = try await trial.checkIn(answer).quoteRefusal
            #expect(refused == "the question was answered already, or its time is over")
            let late = try await trial.evidence.quote(trial.nonce())
            trial.time.advance(by: .seconds(301))
            #expect(try await trial.checkIn(late).quoteRefusal == refused)
            var foreign = late
            foreign.challenge = .random()
            #expect(try await trial.checkIn(foreign).quoteRefusal == refused)
            #expect(try await trial.attestation()?.quotedAt == held?.quotedAt)
            #expect(try await trial.attestation()?.refusal == nil)
        }
    }

    @Test func `a quote over another nonce or by another key is refused`() async throws {
        try await AttestationTrial.with { trial in
            try await trial.enrol()
            var asked = try await trial.nonce()
            asked.nonce = CredentialChallenge.random()
            let stale = try trial.evidence.quote(asked)
            #expect(try await trial.checkIn(stale).quoteRefusal == "what was signed answers another question")
            let other = TPMEvidence(path: trial.tpm.socket, salt: CredentialChallenge.random())
            let foreign = try await other.quote(trial.nonce())
            #expect(try await trial.checkIn(foreign).quoteRefusal == "the attestation key did not sign this")
        }
    }

    @Test func `a TPM whose state was put back is found out`() async throws {
        try await AttestationTrial.with(hardware: true) { trial in
            try await trial.enrol()
            trial.tpm.stop()
            try trial.tpm.save(as: "earlier")
            for _ in 0..<2 {
                try trial.tpm.start()
                trial.tpm.stop()
            }
            try trial.tpm.start()
            #expect(try await quote(trial).quoteRefusal == nil)
            trial.tpm.stop()
            try trial.tpm.restore("earlier")
            try trial.tpm.start()
            #expect(try await quote(trial).quoteRefusal == "the TPM's resetCount is behind what it was before")
            #expect(try await trial.fact("tpm.attested")?.state == .known(.boolean(false)))
        }
    }

    @Test func `a key in the TPM is renewed by another one there, and by nothing else`() async throws {
        try await AttestationTrial.with { trial in
            try await trial.enrol()
            let file = DeviceKey()
            let bare = try RenewalRequest(
                requestID: .random(),
                certificateRequest: makeCertificateRequest(key: file, commonName: "gatehouse-device"))
            let refused = await refusal { try await trial.renew(bare) }
            #expect(refused?.detail == "the key of this device is in its TPM, and the next one must be as well")

            let fresh = try trial.tpm.device().makeDeviceKey().bytes
            var borrowed = bare
            borrowed.certification = try await trial.evidence.certification(of: fresh, trial.nonce())
            #expect(
                await refusal { try await trial.renew(borrowed) }?.detail
                    == "the certificate request is for another key than the TPM certified")

            trial.wrapped = fresh
            var good = try RenewalRequest(
                requestID: .random(), certificateRequest: trial.key.certificateRequest(commonName: "gatehouse-device"))
            good.certification = try await trial.evidence.certification(of: fresh, trial.nonce())
            let renewed = try await trial.renew(good)
            #expect(
                try PeerCertificate(pemChain: renewed.certificateChain).publicKeyDER == trial.key.publicKeyDER())
            #expect(try await trial.renew(good) == renewed, "a repeat gets the same certificate")
            var replayed = good
            replayed.requestID = .random()
            #expect(await refusal { try await trial.renew(replayed) }?.code == "attestationRefused")
        }
    }
}

extension AttestationTrial {
    fileprivate func renew(_ request: RenewalRequest) async throws -> RenewalResponse {
        try await ask(AgentRoute.renew, request.bytes)
    }
}
