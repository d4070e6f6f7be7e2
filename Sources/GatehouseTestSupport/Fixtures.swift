public import GatehouseModel
public import GatehouseService

extension Identifier {
    /// The identifier that tests number so; a larger number sorts later.
    public static func numbered(_ number: Int) -> Self { Self(high: 0x7000, low: UInt64(number)) }
}

extension Instant {
    /// When tests happen: 2026-01-01T00:00:00Z.
    public static let start = Instant(seconds: 1_767_225_600)
}

extension Tenant {
    /// The tenant that tests work in unless they need two; it owns the server.
    public static let test = Tenant(id: .numbered(1), name: "test", createdAt: .start, ownsServer: true)
    /// The tenant that must see nothing of ``test``.
    public static let other = Tenant(id: .numbered(2), name: "other", createdAt: .start + .seconds(1))
}

extension DeviceRecord {
    /// An enrolled Linux device with its own name and hardware, by its number.
    public static func numbered(_ number: Int, name: String? = nil) -> DeviceRecord {
        DeviceRecord(
            device: Device(
                id: .numbered(number), name: name ?? "device-\(number)", platform: .linux, ownership: .company,
                groups: ["engineering", "ünïted"], manufacturer: "Dell", model: "XPS", serialNumber: "S\(number)",
                operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.5", enrolledAt: .start,
                lastContact: .start),
            hardwareDigest: "hardware-\(number)", identityAssurance: .agentVerified)
    }
}

extension CertificateRecord {
    /// A certificate of a week for the numbered device.
    public static func numbered(_ number: Int, of device: DeviceID) -> CertificateRecord {
        CertificateRecord(
            serial: String(number, radix: 16), device: device, notBefore: .start,
            notAfter: .start + .seconds(7 * 86_400), request: .numbered(number), chain: "-----BEGIN CERTIFICATE-----")
    }
}

extension Fact {
    /// A fact that the agent measured at ``GatehouseModel/Instant/start``.
    public static func known(_ key: FactKey, _ value: FactValue) -> Fact {
        Fact(
            key: key, state: .known(value), source: "/etc/test", evidence: "line 1", observedAt: .start,
            assurance: .agentVerified)
    }
}

extension Verdict {
    /// A verdict of this state that began at ``GatehouseModel/Instant/start`` and lasts a month.
    public static func since(_ state: ComplianceState, _ since: Instant = .start) -> Verdict {
        Verdict(state: state, since: since, graceEnd: nil, validUntil: .start + .seconds(30 * 86_400))
    }
}

extension DecisionRecord {
    /// An allow that was decided so many seconds after ``GatehouseModel/Instant/start``.
    public static func numbered(_ number: Int, device: DeviceID? = nil, at second: Int64 = 0) -> DecisionRecord {
        let reason = DecisionReason(
            code: .policiesSatisfied, policy: nil, control: nil, detail: "every policy is satisfied")
        return DecisionRecord(
            id: .numbered(number), at: .start + .seconds(second), enforcementPoint: "edge", application: "wiki",
            device: device, address: "192.0.2.7", userAgent: "test",
            decision: Decision(
                outcome: .allow, reasons: [reason], policies: [], missing: [], validUntil: .start + .seconds(300)),
            signals: "{}", policyDigest: "00")
    }
}

extension RequirementStatus {
    /// The failing requirement of this name of the policy `baseline`.
    public static func failing(_ requirement: String, since: Instant) -> RequirementStatus {
        RequirementStatus(
            policy: "baseline", requirement: requirement, result: .failing, since: since,
            graceEnd: since + .seconds(86_400), severity: .high, fact: "disk.encrypted", wanted: "true",
            found: "false", evidence: "/proc/mounts", remediation: "encrypt the disk")
    }
}

extension ActionBatch {
    /// A batch of one `sync` that ends after a day.
    public static func numbered(_ number: Int) -> ActionBatch {
        ActionBatch(
            id: .numbered(number), command: .sync, createdAt: .start + .seconds(Int64(number)),
            createdBy: "token:test", expiresAt: .start + .seconds(86_400), devices: 1)
    }
}

extension DeviceAction {
    /// A queued `sync` of the first batch that ends after a day; the batch must be saved before it.
    public static func numbered(_ number: Int, of device: DeviceID) -> DeviceAction {
        DeviceAction(
            id: .numbered(number), batch: .numbered(1), device: device, kind: .sync,
            createdAt: .start + .seconds(Int64(number)), createdBy: "token:test",
            expiresAt: .start + .seconds(86_400), updatedAt: .start)
    }
}

extension EnrolmentCode {
    /// A code for two company devices.
    public static func numbered(_ number: Int) -> EnrolmentCode {
        EnrolmentCode(
            id: .numbered(number), hash: "code-\(number)",
            profile: EnrolmentProfile(groups: ["engineering"], owner: "ada@example.com"), requiresApproval: true,
            usesAllowed: 2, createdAt: .start + .seconds(Int64(number)), createdBy: "token:test",
            expiresAt: .start + .seconds(86_400))
    }
}

extension RegisteredHardware {
    /// A laptop that waits for its machine; the endorsement key of each number is its own.
    public static func numbered(_ number: Int) -> RegisteredHardware {
        RegisteredHardware(
            id: .numbered(number), serialNumber: "pf-3x7k\(number)",
            endorsementKeyHash: String(repeating: "\(number % 10)", count: 64), manufacturer: "LENOVO", model: "T14",
            profile: EnrolmentProfile(
                ownership: .personal, trustType: .serverAd, management: .telemetryOnly, groups: ["engineering"],
                owner: "ada@example.com", tags: ["london"], nameTemplate: "eng-%SERIAL%"), orderID: "PO-1",
            createdAt: .start + .seconds(Int64(number)), createdBy: "token:test")
    }
}

extension EnrolmentApproval {
    /// An enrolment that waits for a day, for the code of the same number.
    public static func numbered(_ number: Int) -> EnrolmentApproval {
        EnrolmentApproval(
            id: .numbered(number), request: .numbered(number), keyDigest: "key-\(number)",
            applicant: Applicant(
                hardwareDigest: "hardware-\(number)", name: "device-\(number)", platform: .linux,
                manufacturer: "Dell", model: "XPS", serialNumber: "S\(number)", operatingSystem: "Debian 12.5",
                address: "192.0.2.7", endorsementKeyHash: "ek-\(number)", endorsement: .attested),
            code: .numbered(number), hardware: .numbered(number), cause: .code,
            createdAt: .start + .seconds(Int64(number)), lastAskedAt: .start,
            expiresAt: .start + .seconds(86_400))
    }
}

extension APIToken {
    /// A token of an administrator.
    public static func numbered(_ number: Int) -> APIToken {
        APIToken(
            id: .numbered(number), name: "token-\(number)", role: "administrator", hash: "hash-\(number)",
            createdAt: .start + .seconds(Int64(number)), expiresAt: .start + .seconds(86_400))
    }
}

extension DocumentRecord {
    /// The first version of a compliance policy of this name.
    public static func policy(_ name: String, id: Int) -> DocumentRecord {
        DocumentRecord(
            id: .numbered(id), kind: "CompliancePolicy", name: name, version: 1, text: "kind: CompliancePolicy\n",
            createdAt: .start, updatedAt: .start, updatedBy: "token:test")
    }
}

extension Job {
    /// A job of ``GatehouseService/Tenant/test`` that is due at ``GatehouseModel/Instant/start``.
    public static func numbered(_ number: Int, tenant: Tenant = .test) -> Job {
        Job(
            id: .numbered(number), tenant: tenant.id, kind: "compliance.evaluate", subject: "device-\(number)",
            payload: "{}", dueAt: .start + .seconds(Int64(number)))
    }
}

extension AuditRow {
    /// The row in this place of the log.
    public static func numbered(_ number: Int64) -> AuditRow {
        AuditRow(
            sequence: number,
            entry: AuditEntry(at: .start, actor: "token:test", action: "device.revoke", target: "device/\(number)"),
            hash: "hash-\(number)")
    }
}
