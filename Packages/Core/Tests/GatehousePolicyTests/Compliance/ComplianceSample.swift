import GatehouseModel
import GatehousePolicy

/// A device that is judged again and again as time passes.
struct ComplianceSample {
    static let start = Sample.now
    static let day: Duration = .seconds(86_400)

    var device = Sample.device
    var policies: [CompliancePolicy]
    var settings = ComplianceSettings()
    var posture: Posture = [:]
    var statuses: [RequirementStatus] = []
    var verdict: Verdict?

    init(_ requirements: [Requirement], grace: Duration = .zero) {
        policies = [CompliancePolicy(name: "baseline", grace: grace, requirements: requirements)]
    }

    mutating func report(_ key: FactKey, _ state: FactState, assurance: Assurance = .agentVerified) {
        posture[key] = Fact(
            key: key, state: state, source: "/etc", evidence: "read", observedAt: Self.start, assurance: assurance)
    }

    mutating func report(_ key: FactKey, _ value: FactValue, assurance: Assurance = .agentVerified) {
        report(key, .known(value), assurance: assurance)
    }

    /// Judges the device, which is in touch, so long after the start, and remembers the outcome.
    @discardableResult mutating func judge(after days: Int = 0, isReport: Bool = true) -> ComplianceEvaluation {
        let now = Self.start + Self.day * days
        device.lastContact = now
        return judge(at: now, isReport: isReport)
    }

    @discardableResult mutating func judge(at now: Instant, isReport: Bool = false) -> ComplianceEvaluation {
        let evaluation = ComplianceInput(
            device: device, posture: posture, policies: policies, settings: settings, previous: statuses,
            previousVerdict: verdict, isReport: isReport, now: now
        ).evaluate()
        statuses = evaluation.statuses
        verdict = evaluation.verdict
        return evaluation
    }

    /// What comes of judging only what `changed` bears on, with no other facts at hand than those that are needed.
    func judgement(
        of changed: Set<FactKey>, in posture: Posture, after days: Int, isReport: Bool = true
    ) -> ComplianceEvaluation {
        var device = device
        device.lastContact = Self.start + Self.day * days
        var input = ComplianceInput(
            device: device, posture: posture, policies: policies, settings: settings, previous: statuses,
            previousVerdict: verdict, changed: changed, isReport: isReport, now: device.lastContact)
        let needed = input.neededFacts
        input.posture = posture.filter { needed.contains($0.key) }
        input.holdsOtherFacts = !posture.isEmpty
        if posture.isEmpty { input.changed = nil }
        return input.evaluate()
    }

    static let firewall = Requirement(
        name: "firewall", fact: "firewall.active", test: .compare(.equals, .boolean(true)), remediation: "turn it on")
    static let version = Requirement(
        name: "version", fact: "os.version", test: .compare(.atLeast, .text("12.5")))
}
