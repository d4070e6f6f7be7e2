import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel
import GatehousePolicy

/// A version of a discovery script that a second person approved, as devices get it.
public struct ApprovedScript: Hashable, Sendable {
    /// All that was agreed to.
    public let terms: DiscoveryTerms
    /// The script itself.
    public let text: String
    /// When it was agreed to.
    public let approvedAt: Instant
    /// From then on it is not run.
    public let expiresAt: Instant
    /// Of the authority, over the `DiscoveryStatement`; the device looks whether it fits.
    public internal(set) var signature: [UInt8]

    /// `nil` for a version that is not approved, and for a row that does not read as one.
    init?(_ version: ComplianceScriptVersion) {
        guard version.state == .approved, let approvedAt = version.decidedAt, let expiresAt = version.expiresAt,
            let script = ComplianceScript(version)
        else { return nil }
        terms = script.terms
        text = script.text
        self.approvedAt = approvedAt
        self.expiresAt = expiresAt
        signature = Hex.decode(version.signature) ?? []
    }

    /// Whether a device may get it, if a policy that looks at it reaches the device.
    func isFor(_ device: Device, at now: Instant) -> Bool {
        now < expiresAt && terms.platform == device.platform && device.lifecycle == .enrolled
            && (device.ownership == .company || terms.runsOnPersonalDevices)
    }

    /// What changes whenever a device must fetch it anew: retiring the key that signed it is no such change, so that
    /// until it is approved again devices that hold it go on running it, and others do not run it.
    fileprivate var stand: String { "\(terms.version) \(approvedAt.milliseconds)" }
}

extension ComplianceScript {
    /// The document that a version was made of; `nil` where it does not read as that script.
    init?(_ version: ComplianceScriptVersion) {
        guard case .success(let parsed) = DocumentReader.read(version.text, file: version.name), parsed.count == 1,
            case .complianceScript(let script) = parsed[0].document, script.name == version.name
        else { return nil }
        self = script
    }

    /// What a second person agrees to.
    var terms: DiscoveryTerms { terms(digest: ActionScript.digest(text)) }
}

extension ComplianceScriptVersion {
    /// What the second person must read: how the script is run, by name, and the script; `nil` where the row does not
    /// read as a script any more.
    public var contents: (parameters: [String: String], script: String)? {
        guard let script = ComplianceScript(self) else { return nil }
        var parameters = [
            "platform": script.platform.rawValue, "timeLimit": script.timeLimit.text,
            "interval": script.interval.text,
            "settings": script.settings.map { "\($0.name) \($0.type.rawValue)" }.joined(separator: ", "),
        ]
        if !script.account.isEmpty { parameters["account"] = script.account }
        if script.runsOnPersonalDevices { parameters["personalDevices"] = "true" }
        return (parameters, script.text)
    }
}

extension Sequence<ApprovedScript> {
    /// Stands for the scripts of one device, so that an unchanged check-in costs a few bytes; `nil` for none.
    var stand: String? {
        let all = map(\.stand)
        return all.isEmpty ? nil : String(Secret.digest(all.joined(separator: "\n")).prefix(16))
    }
}

extension Sequence<ComplianceScriptVersion> {
    /// The approved ones by name.
    var approved: [String: ApprovedScript] {
        Dictionary(compactMap(ApprovedScript.init).map { ($0.terms.name, $0) }) { first, _ in first }
    }
}

extension PolicyBook {
    /// The approved scripts that reach the device: those that a policy looks at which judges it, or may.
    func scripts(reaching device: Device, of tenant: TenantID, at now: Instant) -> [ApprovedScript] {
        let approved = approvedScripts(of: tenant)
        guard !approved.isEmpty else { return [] }
        let names = rules(of: tenant).policiesWithScripts.reduce(into: Set<String>()) { names, policy in
            if policy.assignment(to: device) != .doesNotApply { names.formUnion(policy.scripts) }
        }
        return names.sorted().compactMap { approved[$0] }.filter { $0.isFor(device, at: now) }
    }
}

extension StateReport {
    /// What scripts may report: a device may have fetched one that another node approved a moment ago, so that what
    /// memory does not know is looked up.
    func scriptSettings(
        _ approved: [String: ApprovedScript], in work: any StoreReading
    ) throws -> [FactKey: FactType] {
        let names = Set(changed.compactMap { $0.key.customParts?.script })
        guard !names.isEmpty else { return [:] }
        var scripts = approved
        let isKnown = changed.allSatisfy { fact in
            guard let (name, setting) = fact.key.customParts else { return true }
            return approved[name]?.terms.settings.contains { $0.name == setting } ?? false
        }
        if !isKnown { scripts = try work.complianceScriptVersions(of: nil).approved }
        let settings = scripts.values.filter { names.contains($0.terms.name) }.flatMap { script in
            script.terms.settings.map { (FactKey(script: script.terms.name, setting: $0.name), $0.type.factType) }
        }
        return Dictionary(settings) { first, _ in first }
    }
}
