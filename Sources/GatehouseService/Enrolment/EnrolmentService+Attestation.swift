import GatehouseKeys
public import GatehouseModel
public import GatehouseTPM

/// That the key of a renewal's request is in the device's TPM.
public struct KeyProof: Hashable, Sendable {
    /// The question that it answers.
    public var challenge: ChallengeID
    /// `TPMT_PUBLIC` of the key.
    public var publicArea: [UInt8]
    /// What the attestation key signed.
    public var statement: SignedAttestation

    /// Takes what a peer sent, unread.
    public init(challenge: ChallengeID, publicArea: [UInt8], statement: SignedAttestation) {
        self.challenge = challenge
        self.publicArea = publicArea
        self.statement = statement
    }
}

extension EnrolmentService {
    /// Keeps what the TPM proved with the device that enrols, or forgets what an earlier enrolment did.
    static func keepAttestation(
        of application: EnrolmentApplication, as device: DeviceID, _ rules: AttestationRules, in work: any StoreWriting,
        at now: Instant
    ) throws {
        guard let proven = application.attestation else {
            try work.removeAttestation(of: device)
            try work.removeFacts(FactCatalogue.attestedKeys.sorted(), of: device)
            try work.cancelJob(kind: AttestationJobs.lapse, subject: device.description)
            return
        }
        var held = DeviceAttestation(
            device: device, endorsement: proven.endorsement, endorsementDigest: proven.endorsementDigest,
            trust: proven.trust.doubt?.reason ?? proven.trust.word, maker: proven.maker,
            attestationKey: proven.attestationKey, clock: proven.quote.clock,
            firmwareVersion: proven.quote.firmwareVersion, boot: nil, quotedAt: now)
        if let measured = proven.quote.boot, let digest = proven.eventLogDigest {
            held.boot = .init(
                eventLogDigest: digest, registersDigest: proven.quote.firmwareRegistersDigest,
                secureBootIsOn: measured.secureBootIsOn)
        }
        try work.save(held)
        try work.save(held.facts(proven.quote, trust: proven.trust, at: now), of: device, receivedAt: now)
        try work.schedule(AttestationJobs.lapse(work.tenant, device, at: now + rules.lapse))
    }

    /// Refuses a machine that says it is one whose hardware TPM is known, and does not show that TPM.
    static func requireSameHardware(
        _ application: EnrolmentApplication, as existing: DeviceRecord?, in work: any StoreReading
    ) throws {
        guard let existing, existing.device.lifecycle == .enrolled,
            let held = try work.attestation(of: existing.device.id), held.trust == "hardware",
            held.endorsementDigest != application.attestation?.endorsementDigest
        else { return }
        throw ServiceError(
            .attestationRefused, "this machine is known by its TPM, and shows another or none",
            hint: "revoke the device first, if its TPM was replaced: gatehouse device revoke \(existing.device.id)")
    }

    /// Refuses a renewal that would bring the key of a device out of its TPM.
    ///
    /// The question is used up, whatever comes of it.
    func requireCertification(
        _ tenant: TenantID, device: DeviceID, certificateRequest: [UInt8], _ proof: KeyProof?, at now: Instant
    ) async throws {
        let held = try await store.write(tenant) { work -> DeviceAttestation? in
            guard let held = try work.attestation(of: device) else { return nil }
            guard let proof else {
                throw ServiceError(
                    .attestationRefused, "the key of this device is in its TPM, and the next one must be as well",
                    hint: "enrol again if the TPM cannot be used any more")
            }
            guard let open = held.challenge, open.id == proof.challenge, now < open.expiresAt else {
                throw ServiceError(
                    .attestationRefused, "the question to the TPM was answered already, or its time is over")
            }
            var used = held
            used.challenge = nil
            try work.save(used)
            return held
        }
        guard let held, let proof, let nonce = held.challenge?.nonce else { return }
        let seen = try await AttestationService.refusing {
            try AttestationKey(publicArea: held.attestationKey).certification(
                proof.statement, of: proof.publicArea,
                publicKeyDER: try CheckedCertificateRequest(der: certificateRequest).publicKeyDER, nonce: nonce,
                after: held.clock)
        }
        try await store.write(tenant) { work in
            guard var current = try work.attestation(of: device), current.clock == held.clock else { return }
            current.clock = seen
            try work.save(current)
        }
    }
}
