import GatehouseDocuments
public import GatehouseModel

/// Takes devices' reports: durable before they are acknowledged, judged in the same unit of work.
public struct CheckInService: Sendable {
    private let store: any Store
    private let policies: PolicyBook
    private let contacts: ContactLog
    private let clock: Clock
    /// How check-ins of this node ended: `changed`, `unchanged`, `resent` (everything is asked for), or not at all.
    public let tally = OutcomeTally(["changed", "unchanged", "resent"] + OutcomeTally.endings)

    /// Makes the service; `contacts` learns of every check-in, `policies` says what must be judged.
    public init(store: any Store, policies: PolicyBook, contacts: ContactLog, clock: Clock) {
        self.store = store
        self.policies = policies
        self.contacts = contacts
        self.clock = clock
    }

    /// Applies the report, or answers a repeated one again.
    ///
    /// A report that changes nothing writes nothing. One whose base is not the state held is not applied: the
    /// acknowledgement names the state held, and the device sends everything.
    public func checkIn(
        _ tenant: TenantID, device: DeviceID, _ report: StateReport
    ) async throws -> StateAcknowledgement {
        try await tally.counting {
            try await take(tenant, device: device, report)
        } as: {
            $0.state != report.state ? "resent" : report.isUnchanged ? "unchanged" : "changed"
        }
    }

    private func take(
        _ tenant: TenantID, device: DeviceID, _ report: StateReport
    ) async throws -> StateAcknowledgement {
        try report.check()
        let now = clock.now
        contacts.note(tenant, device, at: now)
        let rules = policies.rules(of: tenant)
        if report.isUnchanged {
            let held = try await store.read(tenant) { work in
                let record = try Self.enrolled(device, in: work)
                let skew = try work.facts(of: device, keys: ["clock.skew"]).first
                return (
                    record: record, skewIsKnown: !report.skewDiffers(from: skew, at: now),
                    isAwaited: try rules.awaitsReport(of: device, in: work)
                )
            }
            if held.record.hardwareDigest == report.hardwareDigest, held.skewIsKnown, !held.isAwaited {
                return acknowledgement(
                    StateAcknowledgement(
                        state: held.record.stateDigest, ownership: held.record.device.ownership),
                    tenant, held.record.device)
            }
        }
        let approved = policies.approvedScripts(of: tenant)
        let (applied, record) = try await store.write(tenant) { work in
            try work.foresee(reportOf: device, facts: FactCatalogue.derivedFromReports)
            var record = try Self.enrolled(device, in: work)
            let scripts = try report.scriptSettings(approved, in: work)
            return (try Self.apply(report, to: &record, rules, scripts, in: work, at: now), record)
        }
        return acknowledgement(applied, tenant, record.device)
    }

    /// With what stands for the discovery scripts that reach the device, so that it need not ask.
    private func acknowledgement(
        _ plain: StateAcknowledgement, _ tenant: TenantID, _ device: Device
    ) -> StateAcknowledgement {
        var acknowledgement = plain
        acknowledgement.scripts = policies.scripts(reaching: device, of: tenant, at: clock.now).stand
        acknowledgement.givesBrowserCertificates = policies.rules(of: tenant).browserCertificates.includes(
            device.ownership)
        return acknowledgement
    }

    private static func enrolled(_ device: DeviceID, in work: any StoreReading) throws -> DeviceRecord {
        guard let record = try work.device(device) else {
            throw ServiceError(.identityUnknown, "this device is not known here", hint: "enrol again")
        }
        guard record.device.lifecycle == .enrolled else {
            throw ServiceError(.identityRevoked, "the identity of this device was revoked", hint: "enrol again")
        }
        return record
    }

    private static func apply(
        _ report: StateReport, to record: inout DeviceRecord, _ rules: ComplianceRules,
        _ scripts: [FactKey: FactType], in work: any StoreWriting, at now: Instant
    ) throws -> StateAcknowledgement {
        let device = record.device.id
        let admitted = report.admitted(by: record.device.ownership, scripts: scripts, at: now)
        let facts = admitted.facts
        guard record.lastRequest != report.request else {
            return StateAcknowledgement(
                state: record.stateDigest, refused: admitted.refused, ownership: record.device.ownership)
        }
        let rules = try rules.current(in: work)
        let removed = (report.removed + admitted.withheld).filter {
            ($0.isCustom || FactCatalogue.definition(of: $0) != nil) && !FactCatalogue.derivedByServer.contains($0)
        }
        let observed = try serverFacts(of: report, record, in: work, at: now)
        let isHeld = record.stateDigest == report.state
        guard !isHeld, report.base.isEmpty || report.base == record.stateDigest else {
            try work.save(observed, of: device, receivedAt: now)
            let changedKeys = Set(observed.map(\.key))
            let isAwaited = try isHeld && rules.awaitsReport(of: device, in: work)
            if isAwaited {
                // A repeat of the same request must not count as another report.
                record.lastRequest = report.request
                try work.saveChannelState(of: record)
            }
            if isAwaited || rules.mustJudge(changedKeys) {
                try ComplianceService.judge(
                    record.device, rules, changed: changedKeys, isReport: isHeld, in: work, at: now)
            }
            return StateAcknowledgement(
                state: record.stateDigest, refused: isHeld ? admitted.refused : [],
                ownership: record.device.ownership)
        }
        var changedKeys = Set((facts + observed).map(\.key)).union(removed)
        if report.base.isEmpty {
            changedKeys.formUnion(try removeFactsMissing(from: facts, of: device, in: work))
        }
        try work.save(facts + observed, of: device, receivedAt: now)
        if !removed.isEmpty { try work.removeFacts(removed, of: device) }
        let isRedescribed = try save(report, facts, in: &record, rules, work, at: now)
        // What the device is chooses its groups and policies, so that all of them are looked at again.
        if report.base.isEmpty || isRedescribed {
            try ComplianceService.judge(record.device, rules, isReport: true, in: work, at: now)
        } else if try rules.mustJudge(changedKeys) || rules.awaitsReport(of: device, in: work) {
            try ComplianceService.judge(record.device, rules, changed: changedKeys, isReport: true, in: work, at: now)
        }
        return StateAcknowledgement(
            state: report.state, refused: admitted.refused, ownership: record.device.ownership)
    }

    /// What stays of a report that sends everything: facts that it does not have are gone.
    private static func removeFactsMissing(
        from facts: [Fact], of device: DeviceID, in work: any StoreWriting
    ) throws -> [FactKey] {
        let sent = Set(facts.map(\.key))
        let gone = try work.facts(of: device).map(\.key).filter {
            !sent.contains($0) && !FactCatalogue.derivedByServer.contains($0)
        }
        if !gone.isEmpty { try work.removeFacts(gone, of: device) }
        return gone
    }

    /// Saves the device's state; says whether its attributes or groups changed.
    private static func save(
        _ report: StateReport, _ facts: [Fact], in record: inout DeviceRecord, _ rules: ComplianceRules,
        _ work: any StoreWriting, at now: Instant
    ) throws -> Bool {
        let before = record.device
        record.device.describe(by: facts)
        if record.device != before || facts.contains(where: { $0.key == "network.interfaces" }) {
            try work.register(&record, facts: facts, at: now)
        }
        var isRedescribed = record.device != before
        if isRedescribed || report.base.isEmpty, try record.regroup(rules.grouping, in: work) { isRedescribed = true }
        record.device.lastContact = now
        record.stateDigest = report.state
        record.sequence = max(record.sequence, report.sequence)
        record.lastRequest = report.request
        guard isRedescribed else {
            try work.saveChannelState(of: record)
            return false
        }
        try work.save(record)
        try work.regroupInDirectory(record.device)
        return true
    }

    /// Facts that only the server can observe: a clock that is off, and one identity behind two machines.
    private static func serverFacts(
        of report: StateReport, _ record: DeviceRecord, in work: any StoreWriting, at now: Instant
    ) throws -> [Fact] {
        let device = record.device.id
        var observed = [Fact]()
        let known = try work.facts(of: device, keys: FactCatalogue.derivedFromReports)
        let held = Dictionary(known.map { ($0.key, $0) }) { first, _ in first }
        if report.skewDiffers(from: held["clock.skew"], at: now) {
            let evidence = "device \(report.clock), server \(now)"
            observed.append(
                .observedByServer("clock.skew", .known(.integer(report.skew(at: now))), evidence, at: now))
        }
        let evidence = sharedUse(report, record)
        let shared = FactState.known(.boolean(true))
        guard let evidence else {
            if held["identity.sharedUse"] == nil {
                observed.append(
                    .observedByServer("identity.sharedUse", .known(.boolean(false)), "one machine", at: now))
            }
            return observed
        }
        guard held["identity.sharedUse"]?.state != shared else { return observed }
        observed.append(.observedByServer("identity.sharedUse", shared, evidence, at: now))
        try work.audit(
            AuditEntry(
                at: now, actor: "device:\(device)", action: "device.sharedUse", target: "device/\(device)",
                detail: evidence))
        return observed
    }

    /// How the report shows a second machine behind the identity, if it does.
    private static func sharedUse(_ report: StateReport, _ record: DeviceRecord) -> String? {
        if report.hardwareDigest != record.hardwareDigest {
            return
                "reported by hardware \(report.hardwareDigest.prefix(12)), enrolled on \(record.hardwareDigest.prefix(12))"
        }
        // Two copies of one state folder count on from the same number: the one that comes second falls behind.
        if !report.isUnchanged, report.sequence <= record.sequence {
            return "sequence \(report.sequence) came after \(record.sequence): a copy or an old backup of the identity"
        }
        return nil
    }
}

extension Fact {
    fileprivate static func observedByServer(
        _ key: FactKey, _ state: FactState, _ evidence: String, at now: Instant
    ) -> Fact {
        Fact(
            key: key, state: state, source: "server", evidence: evidence, observedAt: now,
            assurance: .agentVerified)
    }
}

extension Device {
    /// Takes over what the directory shows of the device from its facts.
    fileprivate mutating func describe(by facts: [Fact]) {
        for fact in facts {
            guard case .known(.text(let text)) = fact.state else { continue }
            switch fact.key {
            case "os.name": operatingSystem = text
            case "os.version": operatingSystemVersion = text
            case "hardware.manufacturer": manufacturer = text
            case "hardware.model": model = text
            case "hardware.serial": serialNumber = text
            default: break
            }
        }
    }
}
