import GatehouseModel

extension EnrolmentService {
    /// Writes all of an enrolment, weighed anew; answers with the device as it is then.
    static func record(
        _ application: EnrolmentApplication, as id: DeviceID, _ issued: IssuedCertificate, _ keyDigest: String,
        in work: any StoreWriting, at now: Instant
    ) throws -> Device {
        let existing = try work.knownDevice(of: application)
        guard existing == nil || existing?.device.id == id else {
            throw ServiceError(.conflict, "this machine is enrolling twice at once", hint: "try again")
        }
        try requireSameHardware(application, as: existing, in: work)
        let approval = try work.approval(of: application, keyDigest: keyDigest, at: now)
        let admission = try work.admission(of: application, as: existing, approval: approval, at: now)
        guard admission.cause == nil, approval?.state != .pending else {
            throw ServiceError(.conflict, "the rules of enrolment changed meanwhile", hint: "try again")
        }
        try use(admission, approval, for: id, in: work, at: now)
        if existing != nil {
            try work.revokeCertificates(of: id, at: now, reason: "enrolled again")
            try work.removeDeviceTokens(of: id)
            // The new identity begins in one place; whether it stays there is observed anew.
            try work.removeFacts(["identity.sharedUse"], of: id)
        }
        let record = DeviceRecord(application, id: id, admission.profile, replacing: existing?.device, at: now)
        if existing != nil { try work.removeFactsWithheld(by: record.device.ownership, of: id) }
        try saveGrouped(record, replacing: existing, in: work, at: now)
        try work.save(CertificateRecord(issued, device: id, request: application.request))
        try work.audit(
            AuditEntry(
                at: now, actor: admission.actor, action: existing == nil ? "device.enrol" : "device.enrolAgain",
                target: "device/\(id)",
                detail: "name \(record.device.name), serial \(issued.serial)"
                    + (approval.map { ", enrolment \($0.id)" } ?? "")))
        return record.device
    }

    /// What lets a machine in is used up by it: the code, the registration, and somebody's word.
    private static func use(
        _ admission: Admission, _ approval: EnrolmentApproval?, for device: DeviceID, in work: any StoreWriting,
        at now: Instant
    ) throws {
        if var code = admission.code {
            code.usesMade += 1
            try work.save(code)
        }
        if var hardware = admission.hardware {
            hardware.device = device
            hardware.enrolledAt = now
            try work.save(hardware)
        }
        if var approval {
            approval.state = .enrolled
            approval.device = device
            try work.save(approval)
        }
    }

    /// Saves the device with its groups, and has everybody judged anew whose groups its coming changes.
    private static func saveGrouped(
        _ enrolled: DeviceRecord, replacing existing: DeviceRecord?, in work: any StoreWriting, at now: Instant
    ) throws {
        var record = enrolled
        try work.register(&record, isEnrolling: true, at: now)
        let grouping = try work.deviceGrouping()
        _ = try record.regroup(grouping, in: work)
        try work.save(record)
        try work.regroupInDirectory(record.device)
        let names = Set([record.device.name, existing?.device.name].compactMap(\.self))
        try work.scheduleNamesakes(of: names, except: record.device.id, grouping, at: now)
        // Its first report judges a device; one that was judged before may have lost what its verdict rests on, such as
        // what a TPM proved.
        if existing != nil { try work.schedule(ComplianceJobs.device(work.tenant, record.device.id, at: now)) }
    }
}

extension DeviceRecord {
    /// What administrators wrote down about the device stays when it enrols again.
    fileprivate init(
        _ application: EnrolmentApplication, id: DeviceID, _ profile: EnrolmentProfile, replacing existing: Device?,
        at now: Instant
    ) {
        let device = Device(
            id: id, name: application.deviceName(by: profile), platform: application.platform,
            ownership: profile.ownership, trustType: profile.trustType, management: profile.management,
            manufacturer: application.manufacturer, model: application.model, serialNumber: application.serialNumber,
            owner: profile.owner ?? existing?.owner, tags: Set((existing?.tags ?? []) + profile.tags).sorted(),
            accountability: existing?.accountability ?? Accountability(),
            operatingSystem: application.operatingSystem,
            operatingSystemVersion: application.operatingSystemVersion, enrolledAt: now, lastContact: now)
        // The digest is forgotten, so that the machine sends all its facts anew; the facts and intervals stay until
        // then, so that enrolling again buys no grace.
        self.init(
            device: device, joinedGroups: profile.groups, hardwareDigest: application.hardwareDigest,
            identityAssurance: application.attestation?.assurance ?? .agentVerified, stateDigest: "")
    }
}
