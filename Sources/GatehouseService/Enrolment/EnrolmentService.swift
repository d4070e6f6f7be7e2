public import GatehouseModel

/// What a machine says of itself to get an identity.
public struct EnrolmentApplication: Hashable, Sendable {
    /// Chosen by the machine; a repeat of it gets the same answer.
    public var request: RequestID
    /// The enrolment code as the person typed it.
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
    /// What the machine's TPM proved, checked by ``AttestationService``; `nil` when it showed none.
    public var attestation: HardwareAttestation?

    /// Makes the application; it is checked when it is handed in.
    public init(
        request: RequestID, code: String, certificateRequest: [UInt8], hardwareDigest: String, name: String,
        platform: Platform, manufacturer: String, model: String, serialNumber: String, operatingSystem: String,
        operatingSystemVersion: String, attestation: HardwareAttestation? = nil
    ) {
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

    /// Makes the answer to an enrolment or a renewal.
    public init(device: DeviceID, chain: String, notAfter: Instant) {
        self.device = device
        self.chain = chain
        self.notAfter = notAfter
    }
}

/// Gives machines their identity, renews it and takes it back.
public struct EnrolmentService: Sendable {
    /// Life of a device certificate.
    public static let certificateLifetime = Duration.seconds(7 * 86_400)

    private let store: any Store
    private let authority: any Authority
    private let clock: Clock

    /// Makes the service; `authority` signs what it allows.
    public init(store: any Store, authority: any Authority, clock: Clock) {
        self.store = store
        self.authority = authority
        self.clock = clock
    }

    /// Enrols the machine, or enrols it again under the identity that its hardware had: no twin is made.
    ///
    /// All of it, the use of the code, the device, its certificate and the audit row, is one unit of work. A repeat
    /// of the same request gets the same certificate and uses the code once.
    public func enrol(_ tenant: TenantID, _ application: EnrolmentApplication) async throws -> Enrolled {
        try check(application)
        let now = clock.now
        let known = try await store.read(tenant) { work -> (device: DeviceID?, answer: CertificateRecord?) in
            let device = try work.device(withHardware: application.hardwareDigest)?.device
            let answer = try device.flatMap { try work.certificate(answering: application.request, of: $0.id) }
            if answer == nil { _ = try work.usableCode(application.code, at: now) }
            return (device?.id, answer)
        }
        if let answer = known.answer, let device = known.device {
            try await requireCode(application.code, tenant)
            return Enrolled(device: device, chain: answer.chain, notAfter: answer.notAfter)
        }
        let device = known.device ?? .random()
        let issued = try await authority.issueDeviceCertificate(
            for: application.certificateRequest, tenant: tenant, device: device,
            lifetime: Self.certificateLifetime, now: now)
        try await store.write(tenant) { work in
            try Self.record(application, as: device, issued, in: work, at: now)
        }
        return Enrolled(device: device, chain: issued.chain, notAfter: issued.notAfter)
    }

    /// The next certificate for a fresh key; the one in use stays good until it ends, so that a lost answer harms
    /// nothing.
    public func renew(
        _ tenant: TenantID, device: DeviceID, request: RequestID, certificateRequest: [UInt8]
    ) async throws -> Enrolled {
        let now = clock.now
        let answer = try await store.read(tenant) { work -> CertificateRecord? in
            try Self.requireEnrolled(device, in: work)
            return try work.certificate(answering: request, of: device)
        }
        if let answer { return Enrolled(device: device, chain: answer.chain, notAfter: answer.notAfter) }
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

    /// Withdraws the identity at once, on every node within a second.
    public func revoke(_ tenant: TenantID, device: DeviceID, reason: String, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard var record = try work.device(device) else {
                throw ServiceError(.notFound, "there is no device `\(device)`")
            }
            record.device.lifecycle = .revoked
            try work.save(record)
            let count = try work.revokeCertificates(of: device, at: now, reason: reason)
            try work.removeDeviceTokens(of: device)
            try work.scheduleNamesakes(of: [record.device.name], except: device, try work.deviceGrouping(), at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "device.revoke", target: "device/\(device)",
                    detail: "\(count) certificates; \(reason)"))
        }
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

    /// A repeated request must still show the code, though the code may be used up by now.
    private func requireCode(_ code: String, _ tenant: TenantID) async throws {
        _ = try await store.read(tenant) { work in
            try work.usableCodeOrUsedUp(code)
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

    private static func record(
        _ application: EnrolmentApplication, as id: DeviceID, _ issued: IssuedCertificate, in work: any StoreWriting,
        at now: Instant
    ) throws {
        var code = try work.usableCode(application.code, at: now)
        let existing = try work.device(withHardware: application.hardwareDigest)
        guard existing == nil || existing?.device.id == id else {
            throw ServiceError(.conflict, "this machine is enrolling twice at once", hint: "try again")
        }
        code.usesMade += 1
        try work.save(code)
        if existing != nil {
            try work.revokeCertificates(of: id, at: now, reason: "enrolled again")
            try work.removeDeviceTokens(of: id)
            // The new identity begins in one place; whether it stays there is observed anew.
            try work.removeFacts(["identity.sharedUse"], of: id)
        }
        var record = DeviceRecord(application, id: id, code: code, at: now)
        if let existing { record.keepRegister(of: existing) }
        try saveGrouped(record, replacing: existing, in: work, at: now)
        try work.save(CertificateRecord(issued, device: id, request: application.request))
        try work.audit(
            AuditEntry(
                at: now, actor: "enrolmentCode:\(code.id)",
                action: existing == nil ? "device.enrol" : "device.enrolAgain", target: "device/\(id)",
                detail: "name \(application.name), serial \(issued.serial)"))
    }
}

extension EnrolmentService {
    /// Saves the device with its groups, and has everybody judged anew whose groups its coming changes.
    private static func saveGrouped(
        _ enrolled: DeviceRecord, replacing existing: DeviceRecord?, in work: any StoreWriting, at now: Instant
    ) throws {
        var record = enrolled
        let grouping = try work.deviceGrouping()
        _ = try record.regroup(grouping, in: work)
        try work.save(record)
        let names = Set([record.device.name, existing?.device.name].compactMap(\.self))
        try work.scheduleNamesakes(of: names, except: record.device.id, grouping, at: now)
        // Its first report judges a device; one that was judged in other groups may not keep that verdict so long.
        if let old = existing?.device,
            old.groups != record.device.groups
                || old.uncertainGroups != record.device.uncertainGroups
        {
            try work.schedule(ComplianceJobs.device(work.tenant, record.device.id, at: now))
        }
    }
}

extension EnrolmentReading {
    fileprivate func usableCodeOrUsedUp(_ secret: String) throws {
        do {
            _ = try usableCode(secret, at: .distantPast)
        } catch let error as ServiceError where error.code == .codeUsedUp {
            return
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

extension DeviceRecord {
    /// What administrators wrote down about the device stays when it enrols again.
    fileprivate mutating func keepRegister(of existing: DeviceRecord) {
        device.owner = device.owner ?? existing.device.owner
        if device.tags.isEmpty { device.tags = existing.device.tags }
        if device.accountability.isEmpty { device.accountability = existing.device.accountability }
    }

    fileprivate init(
        _ application: EnrolmentApplication, id: DeviceID, code: EnrolmentCode, at now: Instant
    ) {
        let device = Device(
            id: id, name: application.name, platform: application.platform, ownership: code.ownership,
            manufacturer: application.manufacturer, model: application.model, serialNumber: application.serialNumber,
            operatingSystem: application.operatingSystem,
            operatingSystemVersion: application.operatingSystemVersion,
            enrolledAt: now, lastContact: now)
        // The digest is forgotten, so that the machine sends all its facts anew; the facts and intervals stay until
        // then, so that enrolling again buys no grace.
        self.init(
            device: device, joinedGroups: code.groups, hardwareDigest: application.hardwareDigest,
            identityAssurance: .agentVerified, stateDigest: "")
    }
}
