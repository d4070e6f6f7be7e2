public import GatehouseKeys
public import GatehouseModel
import GatehouseTPM

extension AttestationService {
    /// A question that the device may answer with a quote or with the certification of a fresh key.
    ///
    /// Throws ``ServiceError/Code/notFound`` for a device that enrolled without a TPM.
    public func offer(_ tenant: TenantID, device: DeviceID) async throws -> QuoteOffer {
        let now = clock.now
        let fresh = freshChallenge(at: now)
        return try await store.write(tenant) { work in
            guard var held = try work.attestation(of: device) else {
                throw ServiceError(
                    .notFound, "this device showed no TPM when it enrolled", hint: "enrol again to use its TPM")
            }
            held.challenge = fresh
            try work.save(held)
            return QuoteOffer(challenge: fresh, wantsEventLog: held.wantsEventLog)
        }
    }

    /// The question that goes with the answer to a check-in; `nil` as long as the last quote is new enough.
    ///
    /// A question that is still open is asked again.
    public func due(_ tenant: TenantID, device: DeviceID) async throws -> QuoteOffer? {
        let now = clock.now
        guard schedule.mayBeDue(tenant, device, at: now) else { return nil }
        guard let held = try await store.read(tenant, { try $0.attestation(of: device) }) else {
            schedule.look(again: now + rules.interval, at: tenant, device)
            return nil
        }
        let due = held.quotedAt + rules.interval
        guard due <= now || held.refusal != nil || held.boot?.isOutOfDate == true else {
            schedule.look(again: due, at: tenant, device)
            return nil
        }
        if let open = held.challenge, now + .seconds(60) < open.expiresAt {
            return QuoteOffer(challenge: open, wantsEventLog: held.wantsEventLog)
        }
        return try await offer(tenant, device: device)
    }

    private func freshChallenge(at now: Instant) -> DeviceAttestation.OpenChallenge {
        .init(id: .random(), nonce: CredentialChallenge.random(), expiresAt: now + rules.patience)
    }

    /// Takes a quote, and what follows from it, in one unit of work; answers why it was refused, if it was.
    ///
    /// An answer to no open question changes nothing: it may be a repeat. Any other that does not hold is written down,
    /// costs the device its attested facts, and is found in the audit log.
    public func take(
        _ tenant: TenantID, device: DeviceID, challenge: ChallengeID, _ evidence: QuoteEvidence
    ) async throws -> String? {
        let now = clock.now
        guard let held = try await store.read(tenant, { try $0.attestation(of: device) }) else {
            return "this device showed no TPM when it enrolled"
        }
        guard let open = held.challenge, open.id == challenge, now < open.expiresAt else {
            return "the question was answered already, or its time is over"
        }
        let endorsement = try? await makers.roots().check(held.endorsement, at: now)
        let outcome = Self.outcome(of: evidence, answering: open, held)
        let policies = policies.rules(of: tenant)
        let lapse = now + rules.lapse
        let refusal = try await store.write(tenant) { work -> String? in
            guard var current = try work.attestation(of: device), current.challenge == open, current.clock == held.clock
            else { return "the question was answered already" }
            current.challenge = nil
            current.judge(endorsement)
            let verified: VerifiedQuote?
            switch outcome {
            case .success(let quote):
                current.take(quote, eventLog: evidence.eventLog, at: now)
                verified = quote
            case .failure(let error):
                current.refusal = error.message
                verified = nil
                try work.audit(
                    AuditEntry(
                        at: now, actor: "device:\(device)", action: "device.quoteRefused", target: "device/\(device)",
                        detail: error.message))
            }
            try work.save(current)
            try work.schedule(AttestationJobs.lapse(tenant, device, at: lapse))
            let trust = verified == nil ? nil : endorsement?.trust
            try AttestationFacts.save(
                current.facts(verified, trust: trust, at: now), of: device, trust: trust, policies, in: work, at: now)
            return current.refusal
        }
        // What was refused is asked for again, but not in the same breath.
        schedule.look(again: refusal == nil ? now : now + rules.patience, at: tenant, device)
        return refusal
    }

    private static func outcome(
        of evidence: QuoteEvidence, answering open: DeviceAttestation.OpenChallenge, _ held: DeviceAttestation
    ) -> Result<VerifiedQuote, AttestationError> {
        Result { () throws(AttestationError) in
            try AttestationKey(publicArea: held.attestationKey).quote(
                evidence, answering: QuoteChallenge(nonce: open.nonce, lastClock: held.clock))
        }
    }
}

extension DeviceAttestation {
    /// A quote without a log showed other registers than the last log accounts for.
    var wantsEventLog: Bool { boot?.isOutOfDate ?? true }

    /// Has the trust follow the roots as they are now; `nil` is evidence that can no longer be read.
    mutating func judge(_ endorsement: EndorsementKey?) {
        guard let endorsement else {
            trust = EndorsementTrust.SoftwareReason.untrustedChain.rawValue
            return
        }
        trust = endorsement.trust.doubt?.reason ?? endorsement.trust.word
        maker = endorsement.maker
    }

    mutating func take(_ quote: VerifiedQuote, eventLog: [UInt8]?, at now: Instant) {
        clock = quote.clock
        firmwareVersion = quote.firmwareVersion
        quotedAt = now
        refusal = nil
        let registers = quote.firmwareRegistersDigest
        if let measured = quote.boot, let eventLog {
            boot = ProvenBoot(
                eventLogDigest: AttestationService.digest(eventLog), registersDigest: registers,
                secureBootIsOn: measured.secureBootIsOn)
        } else if wantsEventLog {
            // It was asked for, and there is none.
            boot = nil
        } else if boot?.registersDigest != registers {
            boot?.registersDigest = ""
        }
    }
}

extension DeviceAttestation.ProvenBoot {
    /// The registers changed since, so that the log says nothing of this boot.
    var isOutOfDate: Bool { registersDigest.isEmpty }
}

extension VerifiedQuote {
    /// Over the registers that firmware alone extends, in their order.
    var firmwareRegistersDigest: String {
        AttestationService.digest(
            EventLog.firmwareRegisters.flatMap { registers[PCRPosition(hash: .sha256, register: $0)] ?? [] })
    }
}
