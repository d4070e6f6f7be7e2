public import GatehouseModel

/// What a machine says of itself to get an identity.
public struct EnrolmentApplication: Hashable, Sendable {
    /// Chosen by the machine; a repeat of it gets the same answer.
    public var request: RequestID
    /// The enrolment code as the person typed it; empty for hardware that is registered.
    public var code: String
    /// PKCS#10 in DER.
    public var certificateRequest: [UInt8]
    /// SHA-256 over the machine's own identifiers: 64 hexadecimal digits, anything else is refused.
    public var hardwareDigest: String
    /// Name of the machine: 1 to 255 bytes.
    public var name: String
    /// The platform that the agent runs on.
    public var platform: Platform
    /// As the firmware gives it; empty when it does not.
    public var manufacturer: String
    /// As the firmware gives it; empty when it does not.
    public var model: String
    /// As the firmware gives it; empty when it does not.
    public var serialNumber: String
    /// Name of the operating system, as it calls itself.
    public var operatingSystem: String
    /// Version of the operating system, as it calls itself.
    public var operatingSystemVersion: String
    /// Where the request came from; empty when that is not known.
    public var address: String
    /// What the machine's TPM proved, checked by ``AttestationService``; `nil` when it showed none.
    public var attestation: HardwareAttestation?

    /// Makes the application; it is checked when it is handed in.
    public init(
        request: RequestID, code: String, certificateRequest: [UInt8], hardwareDigest: String, name: String,
        platform: Platform, manufacturer: String, model: String, serialNumber: String, operatingSystem: String,
        operatingSystemVersion: String, address: String = "", attestation: HardwareAttestation? = nil
    ) {
        self.address = address
        self.request = request
        self.code = code
        self.certificateRequest = certificateRequest
        self.hardwareDigest = hardwareDigest
        self.name = name
        self.platform = platform
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
        self.attestation = attestation
    }
}

/// The identity that a machine was given.
public struct Enrolled: Hashable, Sendable {
    /// The identity: the same as before for hardware that was enrolled already.
    public var device: DeviceID
    /// PEM, leaf first, then the issuing intermediate.
    public var chain: String
    /// When the certificate ends; it is to be renewed before.
    public var notAfter: Instant
    /// What the device is called, which its registration may say; empty in the answer to a renewal.
    public var name: String
    /// Who owns the device, which decides what it reports; `nil` in the answer to a renewal.
    public var ownership: Ownership?

    /// Makes the answer to an enrolment or a renewal.
    public init(
        device: DeviceID, chain: String, notAfter: Instant, name: String = "", ownership: Ownership? = nil
    ) {
        self.name = name
        self.ownership = ownership
        self.device = device
        self.chain = chain
        self.notAfter = notAfter
    }
}

/// Gives machines their identity, renews it and takes it back.
public struct EnrolmentService: Sendable {
    /// Life of a device certificate.
    public static let certificateLifetime = Duration.seconds(7 * 86_400)

    let store: any Store
    private let authority: any Authority
    let clock: Clock
    private let attestationRules: AttestationRules
    /// How enrolments of this node ended: `enrolled`, `pending` (somebody must agree first), or not at all.
    public let tally = OutcomeTally(["enrolled", "pending"] + OutcomeTally.endings)

    /// Makes the service; `authority` signs what it allows.
    public init(
        store: any Store, authority: any Authority, clock: Clock,
        attestationRules: AttestationRules = AttestationRules()
    ) {
        self.store = store
        self.authority = authority
        self.clock = clock
        self.attestationRules = attestationRules
    }

    /// Enrols the machine as ``apply(_:_:)`` does; throws ``ServiceError/Code/awaitingApproval`` while it waits.
    public func enrol(_ tenant: TenantID, _ application: EnrolmentApplication) async throws -> Enrolled {
        switch try await apply(tenant, application) {
        case .enrolled(let enrolled): return enrolled
        case .pending(let approval, _):
            throw ServiceError(
                .awaitingApproval, approval.waitingFor, hint: "gatehouse enrolment approve \(approval.id)")
        }
    }

    /// Enrols the machine, or enrols it again under the identity that its hardware had: no twin is made.
    ///
    /// Where somebody must agree first, it waits for that, and the same request asks again. All of it, the use of the
    /// code, the device, its certificate and the audit row, is one unit of work. A repeat of the same request gets the
    /// same certificate and uses the code once.
    public func apply(_ tenant: TenantID, _ application: EnrolmentApplication) async throws -> EnrolmentAnswer {
        try await tally.counting {
            try await take(tenant, application)
        } as: {
            if case .enrolled = $0 { "enrolled" } else { "pending" }
        }
    }

    private func take(_ tenant: TenantID, _ application: EnrolmentApplication) async throws -> EnrolmentAnswer {
        try check(application)
        let keyDigest = try application.keyDigest()
        let now = clock.now
        let standing = try await store.read(tenant) { work in
            let own = try work.ownTenant()
            if let own, own.state != .active { throw ServiceError(suspended: own) }
            return try work.standing(of: application, keyDigest: keyDigest, at: now)
        }
        switch standing {
        case .answered(let enrolled): return .enrolled(enrolled)
        case .waits(let approval):
            try await noteAsking(tenant, approval, at: now)
            return .pending(approval, retryAfter: approval.pollInterval(at: now))
        case .held:
            let approval = try await store.write(tenant) { work in
                try Self.hold(application, keyDigest: keyDigest, in: work, at: now)
            }
            guard let approval else { throw ServiceError(.conflict, "the enrolment changed", hint: "try again") }
            return .pending(approval, retryAfter: approval.pollInterval(at: now))
        case .admitted(let device):
            return .enrolled(try await admit(tenant, application, as: device, keyDigest, at: now))
        }
    }

    private func admit(
        _ tenant: TenantID, _ application: EnrolmentApplication, as device: DeviceID, _ keyDigest: String,
        at now: Instant
    ) async throws -> Enrolled {
        let issued = try await authority.issueDeviceCertificate(
            for: application.certificateRequest, tenant: tenant, device: device,
            lifetime: Self.certificateLifetime, now: now)
        let enrolled = try await store.write(tenant) { [attestationRules] work in
            let enrolled = try Self.record(application, as: device, issued, keyDigest, in: work, at: now)
            try Self.keepAttestation(of: application, as: device, attestationRules, in: work, at: now)
            return enrolled
        }
        return Enrolled(
            device: device, chain: issued.chain, notAfter: issued.notAfter, name: enrolled.name,
            ownership: enrolled.ownership)
    }

    /// The next certificate for a fresh key; the one in use stays good until it ends, so that a lost answer harms
    /// nothing.
    ///
    /// A device whose key is in its TPM has to show that the fresh one is as well.
    public func renew(
        _ tenant: TenantID, device: DeviceID, request: RequestID, certificateRequest: [UInt8],
        certification: KeyProof? = nil
    ) async throws -> Enrolled {
        let now = clock.now
        let answer = try await store.read(tenant) { work -> CertificateRecord? in
            try Self.requireEnrolled(device, in: work)
            return try work.certificate(answering: request, of: device)
        }
        if let answer { return Enrolled(device: device, chain: answer.chain, notAfter: answer.notAfter) }
        try await requireCertification(
            tenant, device: device, certificateRequest: certificateRequest, certification, at: now)
        let issued = try await authority.issueDeviceCertificate(
            for: certificateRequest, tenant: tenant, device: device, lifetime: Self.certificateLifetime, now: now)
        try await store.write(tenant) { work in
            try Self.requireEnrolled(device, in: work)
            try work.save(CertificateRecord(issued, device: device, request: request))
            try work.audit(
                AuditEntry(
                    at: now, actor: "device:\(device)", action: "certificate.renew", target: "device/\(device)",
                    detail: "serial \(issued.serial)"))
        }
        return Enrolled(device: device, chain: issued.chain, notAfter: issued.notAfter)
    }

    private func check(_ application: EnrolmentApplication) throws {
        guard !application.name.isEmpty, application.name.utf8.count <= 255 else {
            throw ServiceError(.invalid, "the device name must have 1 to 255 bytes")
        }
        let words = [
            application.name, application.manufacturer, application.model, application.serialNumber,
            application.operatingSystem, application.operatingSystemVersion,
        ]
        guard !words.contains(where: { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } })
        else {
            throw ServiceError(.invalid, "the device's name and description must not contain control characters")
        }
        guard application.hardwareDigest.utf8.count == 64, application.hardwareDigest.allSatisfy(\.isHexDigit) else {
            throw ServiceError(
                .invalid, "the hardware digest `\(application.hardwareDigest)` is not 64 hexadecimal digits")
        }
    }

    private static func requireEnrolled(_ device: DeviceID, in work: any StoreReading) throws {
        guard let record = try work.device(device) else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        guard record.device.lifecycle == .enrolled else {
            throw ServiceError(.identityRevoked, "the identity of this device was revoked", hint: "enrol again")
        }
    }
}

extension CertificateRecord {
    init(_ issued: IssuedCertificate, device: DeviceID, request: RequestID) {
        self.init(
            serial: issued.serial, device: device, notBefore: issued.notBefore, notAfter: issued.notAfter,
            request: request, chain: issued.chain)
    }
}
