public import GatehouseDocuments
import GatehouseModel

/// Reads a scenario from YAML; what it does not understand is refused with its line and what would be right.
public enum ScenarioReader {
    /// The scenario of a text, or all that is wrong with it; `file` is only named in problems.
    public static func read(_ text: String, file: String) throws(DocumentProblems) -> Scenario {
        let problems = ScenarioProblems(file: file)
        let scenario = ScenarioTree.parse(text, problems).flatMap { compose($0, problems) }
        guard let scenario, problems.found.isEmpty else { throw problems.refusal }
        return scenario
    }

    private static let names = ["scenario", "description", "seed", "devices", "fleet", "phases", "assertions"]

    private static func compose(_ root: ScenarioTree, _ problems: ScenarioProblems) -> Scenario? {
        guard let fields = ScenarioFields(root, "a scenario", Self.names, problems) else { return nil }
        let name = fields.required("scenario", hint: "give it a name: `scenario: my-day`").flatMap(fields.text)
        let devices = fields.required("devices", hint: "as `devices: 100`").flatMap { fields.count($0, 1...1_000_000) }
        let seed = fields.optional("seed").flatMap { fields.count($0, 0...(.max)) } ?? 1
        let fleet = fields.required("fleet", hint: "as `fleet: [{profile: linux-server}]`")
            .map { node in fields.list(node).compactMap { share($0, problems) } }
        let phases = fields.required("phases", hint: "as `phases: [{name: day, duration: 10s, connect: 50/s}]`")
            .map { node in fields.list(node).compactMap { PhaseReader(problems: problems).phase($0) } }
        let assertions = fields.optional("assertions").map { fields.list($0) } ?? []
        let summary = fields.optional("description").flatMap(fields.text) ?? ""
        guard let name, let devices, let fleet, let phases else { return nil }
        if fleet.isEmpty { problems.report(root, "the fleet has no devices", hint: "name a profile") }
        if phases.isEmpty { problems.report(root, "there is no phase", hint: "a phase has a name and a duration") }
        if let first = phases.first, first.connect == 0, !problems.hasAny {
            problems.report(
                root, "no device connects in the first phase `\(first.name)`", hint: "add `connect: 50/s` to it")
        }
        return Scenario(
            name: name, summary: summary, seed: UInt64(seed), devices: devices, fleet: fleet, phases: phases,
            assertions: assertions.compactMap { assertion($0, fields, phases.map(\.name), problems) })
    }

    private static func assertion(
        _ node: ScenarioTree, _ fields: ScenarioFields, _ phases: [String], _ problems: ScenarioProblems
    ) -> Assertion? {
        guard let text = fields.text(node) else { return nil }
        do {
            let assertion = try Assertion(text)
            if let phase = assertion.phase, !phases.contains(phase) {
                problems.report(
                    node, "there is no phase `\(phase)`", hint: "one of \(phases.joined(separator: ", "))")
            }
            return assertion
        } catch {
            problems.report(node, error.message, hint: error.hint)
            return nil
        }
    }

    private static func share(_ node: ScenarioTree, _ problems: ScenarioProblems) -> FleetShare? {
        let names = ["profile", "share", "packages", "network"]
        guard let fields = ScenarioFields(node, "a share of the fleet", names, problems) else { return nil }
        let profile: DeviceProfile? = fields.required("profile").flatMap(fields.choice)
        let weight = fields.optional("share").flatMap { fields.count($0, 1...10_000) } ?? 1
        let packages = fields.optional("packages").flatMap { fields.count($0, 0...20_000) }
        let network: Network? = fields.optional("network").flatMap(fields.choice)
        guard let profile else { return nil }
        return FleetShare(profile, weight: weight, packages: packages, isSlow: network == .slow)
    }

    private enum Network: String, CaseIterable {
        case fast
        case slow
    }
}

/// Reads one phase.
struct PhaseReader {
    private static let names = [
        "name", "duration", "connect", "report", "outage", "apply", "unsafe", "decisions", "hostile",
    ]

    let problems: ScenarioProblems

    func phase(_ node: ScenarioTree) -> Phase? {
        guard let fields = ScenarioFields(node, "a phase", Self.names, problems) else { return nil }
        let name = fields.required("name").flatMap(fields.text)
        let duration = fields.required("duration", hint: "as 10s or 5m").flatMap(fields.duration)
        guard let name, let duration else { return nil }
        var phase = Phase(name: name, duration: duration)
        phase.connect = fields.optional("connect").flatMap(fields.rate) ?? 0
        phase.report = fields.optional("report").flatMap(reporting)
        phase.outage = fields.optional("outage").flatMap(fields.portion) ?? 0
        phase.apply = fields.optional("apply").map { fields.list($0).compactMap(fields.text) } ?? []
        phase.unsafe = Set(fields.optional("unsafe").map { fields.list($0).compactMap(fields.choice) } ?? [])
        phase.decisions = fields.optional("decisions").flatMap(deciding)
        phase.hostile = fields.optional("hostile").map(hostile) ?? [:]
        return phase
    }

    private func reporting(_ node: ScenarioTree) -> Phase.Reporting? {
        let names = ["every", "changed", "fact"]
        guard let fields = ScenarioFields(node, "`report`", names, problems) else { return nil }
        let every = fields.required("every", hint: "the pause between two reports of a device, as 30s")
        let changed = fields.optional("changed").flatMap(fields.portion) ?? 0
        let flip: DeviceFacts.Flip = fields.optional("fact").flatMap(fields.choice) ?? .plain
        return every.flatMap(fields.duration).map { Phase.Reporting(every: $0, changed: changed, flip: flip) }
    }

    private func deciding(_ node: ScenarioTree) -> Phase.Deciding? {
        let names = ["application", "rate", "blockUnsafeWithin"]
        guard let fields = ScenarioFields(node, "`decisions`", names, problems) else { return nil }
        let application = fields.required("application").flatMap(fields.text)
        let rate = fields.required("rate", hint: "as 50/s").flatMap(fields.rate)
        let within = fields.optional("blockUnsafeWithin").flatMap(fields.duration)
        guard let application, let rate else { return nil }
        return Phase.Deciding(application: application, rate: rate, blockUnsafeWithin: within)
    }

    private func hostile(_ node: ScenarioTree) -> [Attack: Double] {
        let names = Attack.allCases.map(\.rawValue)
        guard let fields = ScenarioFields(node, "`hostile`", names, problems) else { return [:] }
        var rates = [Attack: Double]()
        for attack in Attack.allCases { rates[attack] = fields.optional(attack.rawValue).flatMap(fields.rate) }
        return rates
    }
}
