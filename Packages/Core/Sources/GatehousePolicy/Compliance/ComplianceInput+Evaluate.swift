import GatehouseModel

extension ComplianceInput {
    /// Judges the device (`SEMANTICS` §3); pure and total.
    public func evaluate() -> ComplianceEvaluation {
        let assigned = policies.filter { $0.isAssigned(to: device) }
        let statuses = statuses(of: assigned)
        let standings = statuses.map { $0.standing(at: now) }
        let validUntil = device.lastContact + settings.validity
        var (state, note) = byDefault(standings.map(\.state).max(), isAssigned: !assigned.isEmpty)
        if !statuses.isEmpty, posture.isEmpty, state < .unknown {
            (state, note) = (.unknown, "the device has not reported its state yet")
        }
        if now >= validUntil, state < .unknown {
            (state, note) = (.unknown, "the device has not reported since \(device.lastContact)")
        }
        let graceEnd = zip(statuses, standings).compactMap { $1.state == .inGracePeriod ? $0.graceEnd : nil }.min()
        let verdict = Verdict(
            state: state, since: since(of: state), graceEnd: state == .inGracePeriod ? graceEnd : nil,
            validUntil: validUntil, note: note)
        var changes = state < .noncompliant ? standings.compactMap(\.until) : []
        if state < .unknown { changes.append(validUntil) }
        return ComplianceEvaluation(verdict: verdict, statuses: statuses, nextChange: changes.min())
    }

    /// What the worst requirement says, or the tenant's default when none applies.
    private func byDefault(_ worst: ComplianceState?, isAssigned: Bool) -> (ComplianceState, note: String?) {
        if let worst, worst > .notApplicable { return (worst, nil) }
        let note = isAssigned ? "no requirement applies to this device" : "no compliance policy is assigned"
        return (settings.secureByDefault ? .noncompliant : .compliant, note)
    }

    private func since(of state: ComplianceState) -> Instant {
        guard let previousVerdict, previousVerdict.state == state else { return now }
        return previousVerdict.since
    }

    private func statuses(of policies: [CompliancePolicy]) -> [RequirementStatus] {
        var intervals = [Name: RequirementStatus]()
        for status in previous { intervals[Name(policy: status.policy, requirement: status.requirement)] = status }
        return policies.flatMap { policy in
            policy.requirements.map { requirement in
                var status = status(of: requirement, in: policy)
                status.continueInterval(
                    of: intervals[Name(policy: policy.name, requirement: requirement.name)],
                    grace: requirement.grace ?? policy.grace, now: now)
                return status
            }
        }
    }

    private func status(of requirement: Requirement, in policy: CompliancePolicy) -> RequirementStatus {
        let (result, found) = requirement.evaluate(posture, on: device.platform)
        let fact = posture[requirement.fact]
        return RequirementStatus(
            policy: policy.name, requirement: requirement.name, result: result, since: now, graceEnd: nil,
            severity: requirement.severity, fact: requirement.fact, wanted: requirement.test.words, found: found,
            evidence: fact.map { $0.evidence.isEmpty ? $0.source : $0.evidence } ?? "",
            remediation: requirement.remediation)
    }

    private struct Name: Hashable {
        var policy: String
        var requirement: String
    }
}
