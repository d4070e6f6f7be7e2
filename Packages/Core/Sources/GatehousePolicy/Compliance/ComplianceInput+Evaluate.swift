public import GatehouseModel

extension ComplianceInput {
    /// Judges the device (`docs/semantics.md` §3); pure and total.
    public func evaluate() -> ComplianceEvaluation {
        let assigned = policies.map { ($0, $0.assignment(to: device)) }.filter { $0.1 != .doesNotApply }
        var statuses = statuses(of: assigned.map(\.0))
        let standings = statuses.map { $0.standing(at: now) }
        let validUntil = device.lastContact + settings.validity
        let certain = Set(assigned.filter { $0.1 == .applies }.map(\.0.name))
        let certainStates = zip(statuses, standings).filter { certain.contains($0.0.policy) }.map(\.1.state)
        var (state, note) = byDefault(certainStates.max(), assigned.map(\.1))
        // A policy that may reach the device can make it worse, and never lifts the default.
        if let worst = standings.map(\.state).max(), worst > state { (state, note) = (worst, nil) }
        if !statuses.isEmpty, posture.isEmpty, !holdsOtherFacts, state < .unknown {
            (state, note) = (.unknown, "the device has not reported its state yet")
        }
        if now >= validUntil, state < .unknown {
            (state, note) = (.unknown, "the device has not reported since \(device.lastContact)")
        }
        if device.management == .telemetryOnly, !settings.telemetryOnlyMayComply, state < .noncompliant {
            (state, note) = (.noncompliant, "the device only reports: it is not managed")
        }
        let graceEnd = zip(statuses, standings).compactMap { $1.state == .inGracePeriod ? $0.graceEnd : nil }.min()
        let verdict = Verdict(
            state: state, since: since(of: state), graceEnd: state == .inGracePeriod ? graceEnd : nil,
            validUntil: validUntil, note: note)
        var changes = state < .noncompliant ? standings.compactMap(\.until) : []
        if state < .unknown { changes.append(validUntil) }
        let schedule = ActionSchedule(assigned, &statuses, at: now)
        return ComplianceEvaluation(
            verdict: verdict, statuses: statuses, nextChange: changes.min(), dueActions: schedule.due,
            nextAction: schedule.next)
    }

    /// The facts that ``evaluate()`` looks at; all others may be left out of ``posture``.
    public var neededFacts: Set<FactKey> {
        let intervals = intervals
        var needed = Set<FactKey>()
        for policy in policies where policy.assignment(to: device) != .doesNotApply {
            for requirement in policy.requirements where lasting(requirement, of: policy, in: intervals) == nil {
                needed.insert(requirement.fact)
                if let precondition = requirement.precondition { needed.insert(precondition.fact) }
            }
        }
        return needed
    }

    /// What the worst requirement of the policies that surely reach the device says, or the tenant's default when
    /// none applies.
    private func byDefault(
        _ worst: ComplianceState?, _ assignments: [PolicyOutcome.Application]
    ) -> (ComplianceState, note: String?) {
        if let worst, worst > .notApplicable { return (worst, nil) }
        let note =
            assignments.isEmpty
            ? "no compliance policy is assigned"
            : assignments.contains(.applies)
                ? "no requirement applies to this device" : "no compliance policy is known to reach this device"
        return (settings.secureByDefault ? .noncompliant : .compliant, note)
    }

    private func since(of state: ComplianceState) -> Instant {
        guard let previousVerdict, previousVerdict.state == state else { return now }
        return previousVerdict.since
    }

    private func statuses(of policies: [CompliancePolicy]) -> [RequirementStatus] {
        let intervals = intervals
        return policies.flatMap { policy in
            policy.requirements.map { requirement in
                var status = lasting(requirement, of: policy, in: intervals) ?? status(of: requirement, in: policy)
                let previous = intervals[Name(policy: policy.name, requirement: requirement.name)]
                let start = status.settle(
                    after: previous, requirement.hysteresis(within: policy), isReport: isReport, now: now)
                status.continueInterval(of: previous, grace: requirement.grace ?? policy.grace, from: start, now: now)
                return status
            }
        }
    }

    private func status(of requirement: Requirement, in policy: CompliancePolicy) -> RequirementStatus {
        let (result, found) = requirement.evaluate(posture, on: device)
        let fact = posture[requirement.fact]
        return RequirementStatus(
            policy: policy.name, requirement: requirement.name, result: result, since: now, graceEnd: nil,
            severity: requirement.severity, fact: requirement.fact, wanted: requirement.test.words, found: found,
            evidence: fact.map { $0.evidence.isEmpty ? $0.source : $0.evidence } ?? "",
            remediation: requirement.remediation(found: found))
    }

    private var intervals: [Name: RequirementStatus] {
        var intervals = [Name: RequirementStatus](minimumCapacity: previous.count)
        for status in previous { intervals[Name(policy: status.policy, requirement: status.requirement)] = status }
        return intervals
    }

    /// What the requirement found last, if nothing that it looks at changed since, nor the requirement itself.
    private func lasting(
        _ requirement: Requirement, of policy: CompliancePolicy, in intervals: [Name: RequirementStatus]
    ) -> RequirementStatus? {
        guard let changed, !changed.contains(requirement.fact),
            !(requirement.precondition.map { changed.contains($0.fact) } ?? false),
            let status = intervals[Name(policy: policy.name, requirement: requirement.name)],
            status.fact == requirement.fact, status.severity == requirement.severity,
            status.remediation == requirement.remediation(found: status.found), status.wanted == requirement.test.words
        else { return nil }
        var found = status
        found.result = status.pending?.result ?? status.result
        return found
    }

    private struct Name: Hashable {
        var policy: String
        var requirement: String
    }
}
