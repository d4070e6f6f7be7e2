public import GatehouseModel
import GatehousePolicy

extension AccessService {
    /// What the request would be answered by the documents that are kept, or as they would be after `proposal`.
    ///
    /// What was not given is absent (`docs/semantics.md` §2). A device that is named and has no identity to show is
    /// refused, whatever the policies say. Nothing is written or recorded.
    public func whatIf(
        _ tenant: TenantID, _ request: HypotheticalRequest, proposal: Proposal? = nil
    ) async throws -> WhatIfReport {
        let now = clock.now
        let parsed = try proposal.map { try ParsedProposal($0) }
        return try await store.read(tenant) { work in
            let kept = try work.documents(kind: nil)
            let comparison = try parsed.map { try Comparison(of: $0, with: kept, at: now, mayNameSockets: true) { $0 } }
            let set = try PolicySet(comparison?.result ?? TenantCatalogue(kept))
            guard set.applications.contains(request.application) else {
                throw ServiceError(.notFound, "there is no application `\(request.application)`")
            }
            let standing = try request.device.map { id in
                let record = try work.requireDevice(id)
                return try DeviceStanding(record, in: work, at: now)
            }
            var supposition = Supposition(request, standing, set, at: now)
            if let standing, let comparison, request.complianceState == nil,
                try !set.judgesAs(PolicySet(comparison.before()))
            {
                let judged = try set.compliance.verdict(of: standing, in: work, at: now)
                supposition.signals.verdict = .known(judged)
                supposition.notes.append(
                    "the device was judged by the changed compliance policies on the facts held now")
            }
            return supposition.report(by: set, at: now)
        }
    }
}

/// A hypothetical request with everything that was not given filled in or left absent.
private struct Supposition {
    let request: HypotheticalRequest
    let standing: DeviceStanding?
    var signals: Signals
    var notes: [String] = []

    init(_ request: HypotheticalRequest, _ standing: DeviceStanding?, _ set: PolicySet, at now: Instant) {
        self.request = request
        self.standing = standing
        let given = request.complianceState.map { state in
            Verdict(state: state, since: now, graceEnd: nil, validUntil: now + set.compliance.settings.validity)
        }
        if let standing {
            signals = standing.signals(
                for: request.application, address: .init(optional: request.address),
                clientApplication: .init(optional: request.clientApplication), verdict: given ?? standing.verdict)
        } else {
            signals = Signals(
                application: request.application, platform: .absent, address: .init(optional: request.address),
                clientApplication: .init(optional: request.clientApplication), device: .absent,
                verdict: .init(optional: given))
        }
        if request.supposesDevice { signals.device = .known(Self.supposed(request)) }
        if let platform = request.platform { signals.platform = .known(platform) }
        if let assurance = request.identityAssurance, case .known(var device) = signals.device {
            device.identityAssurance = assurance
            signals.device = .known(device)
        }
    }

    /// A device of which nothing is known but what was given: filters find no attribute.
    private static func supposed(_ request: HypotheticalRequest) -> DeviceSignal {
        let device = Device(
            id: DeviceID(high: 0, low: 0), name: "", platform: request.platform ?? .linux, ownership: .personal,
            enrolledAt: .distantPast, lastContact: .distantPast)
        return DeviceSignal(
            device: device, identityAssurance: request.identityAssurance ?? .selfReported, hasAttributes: false)
    }

    func report(by set: PolicySet, at now: Instant) -> WhatIfReport {
        let explained = set.access.explain(signals, at: now)
        let rules = Dictionary(set.policies.map { ($0.name, $0) }) { first, _ in first }
        var decision = explained.decision
        if let refusal = standing?.refusal {
            decision = .refused(.identityRefused(refusal), until: decision.validUntil)
        }
        return WhatIfReport(
            application: request.application, inputs: inputs(at: now), decision: decision,
            policies: explained.policies.map { outcome in
                let rule = rules[outcome.policy]
                return HypotheticalPolicy(
                    outcome: outcome, demands: rule?.controls ?? [], isAnyEnough: rule?.grantOperator == .or)
            },
            notes: notes + notes(about: set))
    }

    private func notes(about set: PolicySet) -> [String] {
        var notes = [String]()
        if let refusal = standing?.refusal { notes.append("\(refusal): it is refused before any policy is asked") }
        if request.supposesDevice {
            notes.append("the device is only supposed: filters find no attribute of it but what was given")
        }
        if !set.bindings.values.contains(where: { $0.contains(request.application) }) {
            notes.append("no enforcement point may ask for the application `\(request.application)` yet")
        }
        return notes
    }

    private func inputs(at now: Instant) -> [HypotheticalInput] {
        let state = signals.verdict.map { $0.state(at: now).rawValue }
        return [
            device,
            HypotheticalInput(
                "platform", signals.platform.map(\.rawValue), isGiven: request.platform != nil),
            HypotheticalInput("address", signals.address.map(\.description), isGiven: request.address != nil),
            HypotheticalInput(
                "client", signals.clientApplication.map(\.rawValue), isGiven: request.clientApplication != nil),
            HypotheticalInput("complianceState", state, isGiven: request.complianceState != nil),
            assurance,
        ]
    }

    private var device: HypotheticalInput {
        if let standing { return HypotheticalInput("device", standing.record.device.name, .given) }
        guard request.supposesDevice else { return HypotheticalInput("device", nil, .absent) }
        return HypotheticalInput("device", "a supposed one", .assumed)
    }

    private var assurance: HypotheticalInput {
        let found = signals.device.map(\.identityAssurance.rawValue)
        if request.supposesDevice, request.identityAssurance == nil {
            return HypotheticalInput("assurance", found.value, .assumed)
        }
        return HypotheticalInput("assurance", found, isGiven: request.identityAssurance != nil)
    }
}

extension HypotheticalInput {
    fileprivate init(_ name: String, _ value: String?, _ origin: Origin) {
        self.init(name: name, value: value, origin: origin)
    }

    fileprivate init(_ name: String, _ input: Input<String>, isGiven: Bool) {
        switch input {
        case .known(let value): self.init(name, value, isGiven ? .given : .device)
        case .absent: self.init(name, nil, .absent)
        case .unavailable: self.init(name, nil, .unavailable)
        }
    }
}

extension Input {
    fileprivate init(optional: Value?) { self = optional.map { .known($0) } ?? .absent }
}
