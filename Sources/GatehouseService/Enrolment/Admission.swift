import GatehouseDocuments
import GatehouseKeys
import GatehouseModel

/// By what right a machine gets in, and what it is given.
struct Admission: Sendable {
    var profile: EnrolmentProfile
    /// The code that it uses up; `nil` when its registration is enough.
    var code: EnrolmentCode?
    /// The registration that becomes this device.
    var hardware: RegisteredHardware?
    /// Why somebody must agree first; `nil` when nobody must, or somebody did.
    var cause: EnrolmentApproval.Cause?

    /// Who lets it in, as the audit log names them.
    var actor: String {
        if let code { return "enrolmentCode:\(code.id)" }
        return hardware.map { "hardware:\($0.id)" } ?? "system"
    }
}

/// A registration that a machine matches, and how well.
private struct HardwareMatch {
    var hardware: RegisteredHardware
    /// The machine proved the registered endorsement key.
    var isProven: Bool
    /// A serial number is all that is registered, or the key was proven.
    var isComplete: Bool { isProven || hardware.endorsementKeyHash.isEmpty }
}

extension StoreReading {
    /// Weighs what the machine shows; throws why it does not get in, whatever anybody says.
    ///
    /// With `approval`, somebody agreed: what needed a word needs it no more, and a code may have expired since.
    func admission(
        of application: EnrolmentApplication, as existing: DeviceRecord?, approval: EnrolmentApproval?, at now: Instant
    ) throws -> Admission {
        let settings = try tenantSettings().enrolment
        guard existing?.device.lifecycle != .blocked else {
            throw ServiceError(
                .deviceBlocked, "this device is blocked from enrolling", hint: "ask an administrator to release it")
        }
        try requireRegisteredKey(of: application, as: existing)
        let match = try hardwareMatch(of: application, as: existing, approval)
        var admission: Admission
        if let match, match.isProven {
            admission = Admission(profile: match.hardware.profile, hardware: match.hardware)
        } else if !application.code.isEmpty {
            let code = try admittingCode(application.code, approval, at: now)
            let hardware = match.flatMap { $0.isComplete || approval?.hardware == $0.hardware.id ? $0.hardware : nil }
            admission = Admission(profile: hardware?.profile ?? code.profile, code: code, hardware: hardware)
            if code.requiresApproval { admission.cause = .code }
        } else if let match {
            admission = Admission(profile: match.hardware.profile, hardware: match.hardware, cause: .serialNumber)
        } else {
            throw ServiceError(
                .codeMissing, "this machine is not registered here, and no enrolment code was given",
                hint: "ask for a code, or have the hardware registered")
        }
        guard let approval else {
            admission.cause = try cause(beyond: admission, match?.isProven ?? false, existing, settings)
            return admission
        }
        guard approval.hardware == nil || approval.hardware == admission.hardware?.id else {
            throw ServiceError(
                .conflict, "what is registered has changed since somebody agreed", hint: "enrol anew")
        }
        admission.cause = nil
        return admission
    }

    /// The first reason for which somebody must agree; throws where the tenant would rather refuse.
    private func cause(
        beyond admission: Admission, _ isProven: Bool, _ existing: DeviceRecord?, _ settings: EnrolmentSettings
    ) throws -> EnrolmentApproval.Cause? {
        if let excess = try excess(admission.profile, existing?.device, settings) {
            guard settings.beyondMaximum == .approve else { throw excess }
            return .quota
        }
        if let device = existing?.device, device.lifecycle != .enrolled, settings.returning != .allow {
            guard settings.returning == .approve else {
                throw ServiceError(
                    .notPermitted, "this device is \(device.lifecycle.rawValue), and may not come back",
                    hint: "ask an administrator to delete it, or to set `enrolment.returning` in TenantSettings")
            }
            return .returning
        }
        if let cause = admission.cause { return cause }
        switch settings.approval {
        case .byCode: return nil
        case .personal: return admission.profile.ownership == .personal ? .tenant : nil
        case .all: return isProven ? nil : .tenant
        }
    }

    /// Whether it would be one device too many; a device that is enrolled already is none more.
    private func excess(
        _ profile: EnrolmentProfile, _ device: Device?, _ settings: EnrolmentSettings
    ) throws -> ServiceError? {
        let isEnrolled = device?.lifecycle == .enrolled
        if let maximum = settings.maximumDevices, !isEnrolled,
            try enrolledDevices(ownedBy: nil, besides: device?.id) >= maximum
        {
            return ServiceError(
                .quotaExceeded, "there are as many devices as may be: \(maximum)",
                hint: "ask an administrator to retire some, or to raise `enrolment.maximumDevices` in TenantSettings")
        }
        guard let owner = profile.owner ?? device?.owner, !isEnrolled || device?.owner != owner else { return nil }
        let maximum = settings.maximumDevicesPerOwner
        guard try enrolledDevices(ownedBy: owner, besides: device?.id) >= maximum else { return nil }
        return ServiceError(
            .quotaExceeded, "`\(owner)` has as many devices as one person may: \(maximum)",
            hint: "retire one of theirs, or raise `enrolment.maximumDevicesPerOwner` in TenantSettings")
    }
}

extension StoreReading {
    /// The registration of this machine: by its proven endorsement key, else by the serial number that it claims.
    ///
    /// One that another device uses is nobody else's.
    private func hardwareMatch(
        of application: EnrolmentApplication, as existing: DeviceRecord?, _ approval: EnrolmentApproval?
    ) throws -> HardwareMatch? {
        if let hardware = try provenHardware(of: application) {
            guard try isFree(hardware, for: existing) else { return nil }
            return HardwareMatch(hardware: hardware, isProven: true)
        }
        let claimed = try registeredHardware(withSerialNumber: application.serialNumber).filter {
            SerialNumber.canBeOneManufacturer($0.manufacturer, application.manufacturer)
        }
        // Two that both could be it are none: which of them, nobody could say.
        guard claimed.count == 1, let hardware = claimed.first, try isFree(hardware, for: existing) else { return nil }
        return HardwareMatch(hardware: hardware, isProven: false)
    }

    /// Refuses a machine that says it is a device which got in by its endorsement key, and does not prove that.
    private func requireRegisteredKey(of application: EnrolmentApplication, as existing: DeviceRecord?) throws {
        guard let existing, let used = try registeredHardware(usedBy: existing.device.id),
            !used.endorsementKeyHash.isEmpty, used.endorsementKeyHash != application.endorsementKeyHash
        else { return }
        throw ServiceError(
            .conflict, "this machine is registered by its TPM's endorsement key, and shows another or none",
            hint: "if the TPM was replaced, ask an administrator for `gatehouse hardware delete \(used.id)`")
    }

    /// The registration whose endorsement key the machine proved.
    func provenHardware(of application: EnrolmentApplication) throws -> RegisteredHardware? {
        let hash = application.endorsementKeyHash
        return hash.isEmpty ? nil : try registeredHardware(withEndorsementKey: hash)
    }

    private func isFree(_ hardware: RegisteredHardware, for existing: DeviceRecord?) throws -> Bool {
        guard let user = hardware.device, user != existing?.device.id else { return true }
        return try device(user) == nil
    }

    /// The code if it lets one more machine in, those counted that wait with it; after a word, the very code.
    private func admittingCode(
        _ secret: String, _ approval: EnrolmentApproval?, at now: Instant
    ) throws -> EnrolmentCode {
        if let approval {
            let code = try usableCode(secret, at: .distantPast)
            guard approval.code == code.id else {
                throw ServiceError(.codeUnknown, "the enrolment was agreed to with another code")
            }
            return code
        }
        let code = try usableCode(secret, at: now)
        let waiting = try openEnrolmentApprovals(code: code.id, hardware: nil, at: now)
        guard code.usesMade + Int64(waiting) < code.usesAllowed else {
            throw ServiceError(
                .codeUsedUp,
                "the enrolment code was used \(code.usesMade) of \(code.usesAllowed) times, and \(waiting) machines "
                    + "wait with it",
                hint: "ask for a new one")
        }
        return code
    }
}

extension EnrolmentApplication {
    /// SHA-256 of the endorsement key that the machine proved, in hexadecimal; empty without one.
    var endorsementKeyHash: String { attestation?.endorsementDigest ?? "" }
    /// How far that key is proven to be hardware's.
    var endorsement: Assurance? { attestation?.assurance }

    /// SHA-256 of the certificate request's public key in hexadecimal; refuses what is no sound request.
    func keyDigest() throws -> String {
        do throws(KeyError) {
            return Secret.digest(Hex.encode(try CheckedCertificateRequest(der: certificateRequest).publicKeyDER))
        } catch {
            throw ServiceError(error.code == .weakKey ? .weakKey : .badCertificateRequest, error.message)
        }
    }

    /// What the device is called: by the template of its profile, or as it calls itself.
    func deviceName(by profile: EnrolmentProfile) -> String {
        profile.nameTemplate.flatMap(NameTemplate.init)?.name(serialNumber: serialNumber, digest: hardwareDigest)
            ?? name
    }
}
