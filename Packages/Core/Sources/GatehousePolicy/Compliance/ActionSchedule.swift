public import GatehouseModel

/// What the scheduled actions of the policies that judge one device ask for now, and when next.
///
/// Each is due at its time after the start of a requirement's unsatisfied interval, once in it. None is due while the
/// newest report was good; `lock` and `retire` not before the grace has ended, and only of a policy that surely
/// reaches the device.
struct ActionSchedule {
    private(set) var due: [DueAction] = []
    private(set) var next: Instant?

    /// Marks what is due as done in `statuses`.
    init(
        _ assigned: [(CompliancePolicy, PolicyOutcome.Application)], _ statuses: inout [RequirementStatus],
        at now: Instant
    ) {
        for (policy, application) in assigned where !policy.scheduledActions.isEmpty {
            let actions = policy.keyedActions.filter { application == .applies || $0.action.kind == .notify }
            var called = [String: [String]]()
            for index in statuses.indices where statuses[index].policy == policy.name {
                let done = Set(statuses[index].actionsDone)
                for (key, action) in actions where !done.contains(key) {
                    guard let time = statuses[index].time(of: action) else { continue }
                    guard time <= now else {
                        next = min(next ?? time, time)
                        continue
                    }
                    statuses[index].actionsDone.append(key)
                    called[key, default: []].append(statuses[index].requirement)
                }
            }
            due += Self.coalesced(
                actions.compactMap { key, action in
                    called[key].map {
                        DueAction(policy: policy.name, action: action, key: key, requirements: $0)
                    }
                })
        }
    }

    /// Of several notices that say the same to the same people, as after a standstill, only the last.
    private static func coalesced(_ due: [DueAction]) -> [DueAction] {
        due.enumerated().compactMap { index, action in
            let same = due[index...].filter {
                $0.action.kind == action.action.kind && $0.action.target == action.action.target
            }
            guard same.count == 1 else { return nil }
            let earlier = due[..<index].filter {
                $0.action.kind == action.action.kind && $0.action.target == action.action.target
            }
            var merged = action
            for name in earlier.flatMap(\.requirements) where !merged.requirements.contains(name) {
                merged.requirements.append(name)
            }
            return merged
        }
    }
}

extension CompliancePolicy {
    /// The scheduled actions by time, each with what marks it as done.
    ///
    /// The key is the place among those of the same kind, so that moving an action in time does not repeat it.
    var keyedActions: [(key: String, action: ScheduledAction)] {
        var counts = [ScheduledAction.Kind: Int]()
        let byTime = scheduledActions.enumerated().sorted {
            ($0.element.after, $0.offset) < ($1.element.after, $1.offset)
        }
        return byTime.map { _, action in
            counts[action.kind, default: 0] += 1
            return ("\(action.kind.rawValue)-\(counts[action.kind, default: 0])", action)
        }
    }

    /// What is planned for a device whose requirements stand so, in the order of time; nothing of other policies.
    public func plannedActions(for statuses: [RequirementStatus]) -> [PlannedAction] {
        let actions = keyedActions
        return statuses.filter { $0.policy == name }.flatMap { status in
            actions.compactMap { key, action in
                status.time(of: action).map {
                    PlannedAction(
                        policy: name, requirement: status.requirement, action: action.kind.rawValue, dueAt: $0,
                        isDone: status.actionsDone.contains(key))
                }
            }
        }
        .sorted { ($0.dueAt, $0.requirement) < ($1.dueAt, $1.requirement) }
    }
}

extension RequirementStatus {
    /// When the action is due in this interval; `nil` where the requirement is satisfied or about to be.
    func time(of action: ScheduledAction) -> Instant? {
        guard !result.endsInterval, !isRecovering else { return nil }
        let time = since + action.after
        // An error that came out of a satisfied interval counts as satisfied for a while.
        let isTolerated = result == .error && graceEnd == nil
        let earliest = isTolerated ? since + Self.errorTolerance : action.kind == .notify ? since : graceEnd ?? since
        return max(time, earliest)
    }
}
