import GatehouseDocuments
import GatehouseKeys
import GatehouseModel

/// What a machine that applies is answered.
public enum EnrolmentAnswer: Hashable, Sendable {
    case enrolled(Enrolled)
    /// Somebody must agree; the same request asks again after the wait.
    case pending(EnrolmentApproval, retryAfter: Duration)
}

extension EnrolmentApproval {
    /// What is waited for, for the person in front of the machine.
    public var waitingFor: String {
        let why =
            switch cause {
            case .code: "the enrolment code needs somebody's word"
            case .serialNumber: "its serial number is registered, and not proven"
            case .quota: "it would be one device more than is allowed"
            case .tenant: "every such enrolment needs somebody's word"
            case .returning: "the device left the fleet before"
            }
        return "an administrator must agree to this enrolment: \(why)"
    }

    /// When the machine should ask again: soon at first, every five minutes after an hour.
    func pollInterval(at now: Instant) -> Duration {
        let age = now - createdAt
        return age < .seconds(60)
            ? .seconds(3) : age < .seconds(600) ? .seconds(15) : age < .seconds(3600) ? .seconds(60) : .seconds(300)
    }
}

/// How many enrolments may wait for somebody's word.
enum ApprovalLimits {
    /// In a tenant; a code counts as used by those that wait with it, so that only code holders fill this.
    static let waiting = 1000
    /// For one registration, whose serial number anybody may claim.
    static let waitingForHardware = 3
    /// How long an enrolment is kept after its end.
    static let retention = Duration.seconds(30 * 86_400)
}

/// Where an application stands before anything is written.
enum ApplicationStanding: Sendable {
    /// The very request was answered before.
    case answered(Enrolled)
    /// It gets in, as this device.
    case admitted(DeviceID)
    /// It waits for somebody's word already.
    case waits(EnrolmentApproval)
    /// Somebody must agree to it.
    case held(EnrolmentApproval.Cause)
}

extension StoreReading {
    /// The device that the machine is already: by its registration when it proves that, else by its identifiers.
    ///
    /// Refuses a machine whose identifiers are another device's than its proven registration's: it would be a twin.
    func knownDevice(of application: EnrolmentApplication) throws -> DeviceRecord? {
        let byDigest = try device(withHardware: application.hardwareDigest)
        guard let user = try provenHardware(of: application)?.device, let registered = try device(user) else {
            return byDigest
        }
        guard byDigest == nil || byDigest?.device.id == registered.device.id else {
            throw ServiceError(
                .conflict, "this machine's identifiers are those of another device than its registration's",
                hint: "ask an administrator to delete the device `\(byDigest?.device.name ?? "")`")
        }
        return registered
    }

    /// Where the application stands; throws why it gets no identity.
    func standing(
        of application: EnrolmentApplication, keyDigest: String, at now: Instant
    ) throws -> ApplicationStanding {
        let known = try knownDevice(of: application)
        if let known, let answer = try certificate(answering: application.request, of: known.device.id) {
            guard try mayHearAgain(answer, application, keyDigest) else {
                throw ServiceError(.conflict, "the request was answered before, for another key")
            }
            return .answered(
                Enrolled(
                    device: known.device.id, chain: answer.chain, notAfter: answer.notAfter, name: known.device.name,
                    ownership: known.device.ownership))
        }
        let approval = try approval(of: application, keyDigest: keyDigest, at: now)
        if let approval, approval.state == .pending { return .waits(approval) }
        let admission = try admission(of: application, as: known, approval: approval, at: now)
        if let cause = admission.cause {
            try requireRoom(for: admission, at: now)
            return .held(cause)
        }
        return .admitted(known?.device.id ?? .random())
    }

    /// A repeat must still show the code, though it may be used up by now; without one, the same key.
    private func mayHearAgain(
        _ answer: CertificateRecord, _ application: EnrolmentApplication, _ keyDigest: String
    ) throws -> Bool {
        if !application.code.isEmpty {
            try requireKnownCode(application.code)
            return true
        }
        let certificate = try? PeerCertificate(pemChain: answer.chain)
        return certificate.map { Secret.digest(Hex.encode($0.publicKeyDER)) } == keyDigest
    }

    /// What became of the request so far: waiting or agreed to; `nil` for a new one.
    func approval(
        of application: EnrolmentApplication, keyDigest: String, at now: Instant
    ) throws -> EnrolmentApproval? {
        guard let approval = try enrolmentApproval(of: application.request) else { return nil }
        guard approval.keyDigest == keyDigest else {
            throw ServiceError(.conflict, "the request was made before, for another key", hint: "enrol anew")
        }
        switch approval.state(at: now) {
        case .pending, .approved: return approval
        case .rejected:
            throw ServiceError(
                .enrolmentRejected,
                "the enrolment was rejected" + (approval.reason.isEmpty ? "" : ": \(approval.reason)"))
        case .expired, .enrolled:
            throw ServiceError(
                .enrolmentExpired, "nobody agreed to the enrolment by \(approval.expiresAt)", hint: "enrol anew")
        }
    }

    private func requireRoom(for admission: Admission, at now: Instant) throws {
        if let hardware = admission.hardware, admission.code == nil,
            try openEnrolmentApprovals(code: nil, hardware: hardware.id, at: now) >= ApprovalLimits.waitingForHardware
        {
            throw ServiceError(
                .unavailable, "other machines with this serial number await somebody's word",
                hint: "ask an administrator: `gatehouse enrolment list`")
        }
        guard try openEnrolmentApprovals(code: nil, hardware: nil, at: now) < ApprovalLimits.waiting else {
            throw ServiceError(
                .unavailable, "\(ApprovalLimits.waiting) enrolments await somebody's word, and no more may",
                hint: "ask an administrator: `gatehouse enrolment list`")
        }
    }
}

extension EnrolmentService {
    /// Has the application wait; a machine that asks twice at once waits once.
    static func hold(
        _ application: EnrolmentApplication, keyDigest: String, in work: any StoreWriting, at now: Instant
    ) throws -> EnrolmentApproval? {
        guard case .held(let cause) = try work.standing(of: application, keyDigest: keyDigest, at: now) else {
            return try work.enrolmentApproval(of: application.request)
        }
        let known = try work.knownDevice(of: application)
        let admission = try work.admission(of: application, as: known, approval: nil, at: now)
        let lifetime = try work.tenantSettings().enrolment.approvalLifetime
        let approval = EnrolmentApproval(
            id: .random(), request: application.request, keyDigest: keyDigest, applicant: application.applicant,
            code: admission.code?.id, hardware: admission.hardware?.id, cause: cause, createdAt: now,
            lastAskedAt: now, expiresAt: now + lifetime)
        try work.removeEnrolmentApprovals(expiredBefore: now - ApprovalLimits.retention)
        try work.save(approval)
        try work.postApproval(of: approval)
        try work.audit(
            AuditEntry(
                at: now, actor: admission.actor, action: "enrolment.request", target: "enrolment/\(approval.id)",
                detail: "name \(application.name), serial number \(application.serialNumber), \(cause.rawValue), "
                    + "from \(application.address)"))
        return approval
    }

    /// Writes down, once a minute at most, that the machine still asks.
    func noteAsking(_ tenant: TenantID, _ approval: EnrolmentApproval, at now: Instant) async throws {
        guard now - approval.lastAskedAt >= .seconds(60) else { return }
        try await store.write(tenant) { work in
            guard var current = try work.enrolmentApproval(approval.id), current.state == .pending else { return }
            current.lastAskedAt = now
            try work.save(current)
        }
    }
}

extension EnrolmentApplication {
    fileprivate var applicant: EnrolmentApproval.Applicant {
        EnrolmentApproval.Applicant(
            hardwareDigest: hardwareDigest, name: name, platform: platform, manufacturer: manufacturer, model: model,
            serialNumber: serialNumber,
            operatingSystem: [operatingSystem, operatingSystemVersion].filter { !$0.isEmpty }.joined(separator: " "),
            address: address, endorsementKeyHash: endorsementKeyHash, endorsement: endorsement)
    }
}
