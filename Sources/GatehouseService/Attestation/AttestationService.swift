public import GatehouseKeys
public import GatehouseModel
public import GatehouseTPM

/// Asks TPMs and believes what they can show: whose they are, which keys they hold, and what their machine booted.
public struct AttestationService: Sendable {
    let store: any Store
    let policies: PolicyBook
    let makers: any TPMMakerRoots
    let rules: AttestationRules
    let clock: Clock
    let schedule = QuoteSchedule()

    /// Makes the service; without roots of makers no TPM counts as hardware.
    public init(
        store: any Store, policies: PolicyBook, makers: any TPMMakerRoots, rules: AttestationRules = AttestationRules(),
        clock: Clock
    ) {
        self.store = store
        self.policies = policies
        self.makers = makers
        self.rules = rules
        self.clock = clock
    }

    /// A credential that only the TPM of these two keys can open; the first step of an enrolment.
    ///
    /// Nobody has to show anything for it, so that so many are open at once for a tenant and for an address; beyond that
    /// throws ``ServiceError/Code/unavailable``. Refuses keys that are not what they are said to be.
    public func challenge(
        _ tenant: TenantID, endorsement: EndorsementEvidence, attestationKey: [UInt8], address: String
    ) async throws -> (credential: ProtectedCredential, challenge: DeviceAttestation.OpenChallenge) {
        let now = clock.now
        let address = Self.network(of: address)
        try await store.read(tenant) { try requireRoom(for: address, in: $0, at: now) }
        let asked = try await Self.refusing {
            let checked = try await makers.roots().check(endorsement, at: now)
            return try CredentialChallenge(
                endorsementKey: checked, attestationKey: AttestationKey(publicArea: attestationKey))
        }
        let held = EnrolmentChallenge(
            id: .random(), address: address, secretHash: asked.secretHash, nonce: asked.nonce, endorsement: endorsement,
            attestationKey: attestationKey, expiresAt: now + rules.patience)
        try await store.write(tenant) { work in
            try work.removeEnrolmentChallenges(endedBefore: now)
            try requireRoom(for: address, in: work, at: now)
            try work.save(held)
        }
        return (asked.credential, .init(id: held.id, nonce: held.nonce, expiresAt: held.expiresAt))
    }

    /// Checks the second step: the secret, the certification of the request's key, and the first quote.
    ///
    /// The question is used up, whatever comes of it. Throws ``ServiceError/Code/attestationRefused`` for a question that
    /// is not open here, and for anything that the TPM did not sign or that does not fit together.
    public func verify(_ tenant: TenantID, _ proof: EnrolmentProof) async throws -> HardwareAttestation {
        let now = clock.now
        let held = try await store.write(tenant) { try $0.takeEnrolmentChallenge(proof.challenge) }
        guard let held, now < held.expiresAt else {
            throw ServiceError(
                .attestationRefused, "the question to the TPM was answered already, or its time is over",
                hint: "enrol again")
        }
        return try await Self.refusing {
            try CredentialChallenge.check(proof.secret, secretHash: held.secretHash)
            let key = try AttestationKey(publicArea: held.attestationKey)
            _ = try key.certification(
                proof.certification, of: proof.publicArea,
                publicKeyDER: try CheckedCertificateRequest(der: proof.certificateRequest).publicKeyDER,
                nonce: held.nonce)
            let quote = try key.quote(proof.quote, answering: QuoteChallenge(nonce: held.nonce))
            let endorsement = try await makers.roots().check(held.endorsement, at: now)
            return HardwareAttestation(
                endorsement: held.endorsement, endorsementDigest: endorsement.digest, trust: endorsement.trust,
                maker: endorsement.maker, attestationKey: held.attestationKey, quote: quote,
                eventLogDigest: proof.quote.eventLog.map(Self.digest))
        }
    }

    /// Forgets questions of machines that never came back.
    public func prune(_ tenant: TenantID) async throws {
        let now = clock.now
        try await store.write(tenant) { try $0.removeEnrolmentChallenges(endedBefore: now) }
    }

    private func requireRoom(for address: String, in work: any StoreReading, at now: Instant) throws {
        let open = try work.enrolmentChallengeCounts(from: address, at: now)
        guard open.all < rules.openChallenges, open.address < rules.openChallengesForAddress else {
            throw ServiceError(
                .unavailable, "too many machines are enrolling at once", hint: "try again in some minutes")
        }
    }

    /// What counts as one address: an IPv6 subscriber has a whole /64.
    private static func network(of address: String) -> String {
        guard let parsed = IPAddress(address), !parsed.isIPv4 else { return address }
        return IPAddress(high: parsed.high, low: 0).description
    }

    static func digest(_ bytes: [UInt8]) -> String { Hex.encode(TPMHash.digest(.sha256, bytes) ?? []) }

    /// Turns what a TPM got wrong into what the device is told.
    static func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as AttestationError {
            throw ServiceError(.attestationRefused, error.message, detail: error.code.rawValue)
        } catch let error as KeyError {
            throw ServiceError(.badCertificateRequest, error.message)
        }
    }
}

/// What a machine answers to its ``EnrolmentChallenge``.
public struct EnrolmentProof: Hashable, Sendable {
    /// The question that it answers.
    public var challenge: ChallengeID
    /// What the TPM read out of the credential.
    public var secret: [UInt8]
    /// PKCS#10 in DER, for the certified key.
    public var certificateRequest: [UInt8]
    /// `TPMT_PUBLIC` of that key.
    public var publicArea: [UInt8]
    /// That the key is in the TPM.
    public var certification: SignedAttestation
    /// The first quote.
    public var quote: QuoteEvidence

    /// Takes what a peer sent, unread.
    public init(
        challenge: ChallengeID, secret: [UInt8], certificateRequest: [UInt8], publicArea: [UInt8],
        certification: SignedAttestation, quote: QuoteEvidence
    ) {
        self.challenge = challenge
        self.secret = secret
        self.certificateRequest = certificateRequest
        self.publicArea = publicArea
        self.certification = certification
        self.quote = quote
    }
}
