import GatehouseModel
import GatehousePolicy

/// Does what policies schedule, in the unit of work that marks it as done: both become durable, or neither.
struct PolicyActions {
    /// How long the device, and whoever must agree, have for what a policy asks: longer than for a person's wish,
    /// since nobody asks again.
    private static let lifetime: Duration = .seconds(30 * 86_400)

    let device: Device
    let before: [RequirementStatus]
    let evaluation: ComplianceEvaluation
    let now: Instant

    func carryOut(in work: any StoreWriting) throws {
        try withdrawObsolete(in: work)
        for due in evaluation.dueActions { try carryOut(due, in: work) }
    }

    private func carryOut(_ due: DueAction, in work: any StoreWriting) throws {
        let outcome: String
        var reference: String?
        if device.lifecycle != .enrolled {
            outcome = "not done: the device is \(device.lifecycle.rawValue)"
        } else if let kind = due.action.kind.deviceAction {
            (outcome, reference) = try order(kind, due, in: work)
        } else {
            outcome = try post(.init(due, self), in: work) ? "posted" : "not posted: it was before"
        }
        if let reference, due.action.target != nil {
            var notice = Notice(due, self)
            notice.kind = .actionTaken
            notice.key = Notice.key(.actionTaken, device.id.description, due.policy, due.key, start(of: due))
            notice.particulars = [
                .action: due.action.kind.rawValue, .requestedBy: Self.actor(due.policy), .reference: reference,
            ]
            try post(notice, in: work)
        }
        try audit(due.policy, due.action.kind, "\(due.requirements.joined(separator: ", ")); \(outcome)", in: work)
    }

    @discardableResult private func post(_ notice: Notice, in work: any StoreWriting) throws -> Bool {
        try work.post(notice)
    }

    /// Asks for the action as a person would; one of its kind that waits already is enough.
    private func order(
        _ kind: ActionKind, _ due: DueAction, in work: any StoreWriting
    ) throws -> (outcome: String, reference: String?) {
        let command: ActionCommand = kind == .retire ? .retire(isDryRun: false) : .lock
        let waiting = try work.actions(of: device.id, limit: 100).first { $0.kind == kind && !$0.state.isFinal }
        if let waiting { return ("not done: the action \(waiting.id) is \(waiting.state.rawValue) already", nil) }
        // What may not be asked of the device must not keep its report from being taken.
        if let refusal = ActionService.refusal(of: command, by: device) { return ("not done: \(refusal.message)", nil) }
        let batch = try ActionService.order(
            command, device, by: Self.actor(due.policy), request: "\(device.id)/\(due.key)/\(start(of: due))",
            ActionRules(lifetime: Self.lifetime), in: work, at: now)
        let wait = batch.approval == .pending ? ", which awaits approval" : ""
        return ("batch \(batch.id)\(wait)", batch.id.description)
    }

    /// Withdraws what a policy asked for and nobody did yet, once no requirement that called for it is unmet.
    private func withdrawObsolete(in work: any StoreWriting) throws {
        let ended = before.filter { old in
            !old.actionsDone.isEmpty
                && !evaluation.statuses.contains {
                    $0.policy == old.policy && $0.requirement == old.requirement && $0.since == old.since
                }
        }
        for policy in Set(ended.map(\.policy)).sorted() {
            for kind in [ScheduledAction.Kind.lock, .retire] {
                let isCalledFor = evaluation.statuses.contains { $0.policy == policy && $0.wasDone(kind) }
                guard ended.contains(where: { $0.policy == policy && $0.wasDone(kind) }), !isCalledFor else { continue }
                let open = try work.actions(of: device.id, limit: 100).filter {
                    $0.kind == kind.deviceAction && $0.createdBy == Self.actor(policy) && $0.state.isUndelivered
                }
                for action in open {
                    try work.move(action, to: .cancelled, detail: "the device satisfies the policy again", at: now)
                    try audit(policy, kind, "action \(action.id) withdrawn: the device satisfies it again", in: work)
                }
            }
        }
    }

    private func audit(
        _ policy: String, _ kind: ScheduledAction.Kind, _ detail: String, in work: any StoreWriting
    ) throws {
        try work.audit(
            AuditEntry(
                at: now, actor: Self.actor(policy), action: "policy.\(kind.rawValue)", target: "device/\(device.id)",
                detail: detail))
    }

    /// The requirements that call for the action, as they stand.
    fileprivate func statuses(of due: DueAction) -> [RequirementStatus] {
        evaluation.statuses.filter { $0.policy == due.policy && due.requirements.contains($0.requirement) }
    }

    /// Tells the interval from those before and after: the earliest beginning among its requirements.
    fileprivate func start(of due: DueAction) -> String {
        statuses(of: due).map(\.since).min().map { String($0.milliseconds) } ?? ""
    }

    /// As the audit log and the queue of actions name who asked.
    static func actor(_ policy: String) -> String { "policy:\(policy)" }
}

extension RequirementStatus {
    fileprivate func wasDone(_ kind: ScheduledAction.Kind) -> Bool {
        actionsDone.contains { $0.hasPrefix("\(kind.rawValue)-") }
    }
}

extension ScheduledAction.Kind {
    /// What the device is told to do; nothing for a notice.
    var deviceAction: ActionKind? {
        switch self {
        case .notify: nil
        case .lock: .lock
        case .retire: .retire
        }
    }
}

extension Notice {
    /// What the policy has people told of the device, as it stands.
    fileprivate init(_ due: DueAction, _ actions: PolicyActions) {
        let statuses = actions.statuses(of: due)
        let kind = Self.kind(for: statuses, at: actions.now)
        let target = due.action.target
        self.init(
            kind: kind,
            key: Self.key(kind, actions.device.id.description, due.policy, due.key, actions.start(of: due)),
            createdAt: actions.now, device: Subject(actions.device), policy: due.policy,
            requirements: statuses.map(Shortfall.init), deadline: statuses.compactMap(\.graceEnd).min(),
            template: target?.template, channels: target?.channels ?? [],
            recipients: (target?.recipients ?? []).map {
                $0 == NotificationTarget.owner ? .owner : .address($0, locale: nil)
            })
    }

    /// In the last quarter of the grace it is said to end.
    private static func kind(for statuses: [RequirementStatus], at now: Instant) -> Kind {
        let unmet = statuses.filter { $0.graceEnd.map { now < $0 } ?? false }
        let soonest = unmet.min { ($0.graceEnd ?? now) < ($1.graceEnd ?? now) }
        guard unmet.count == statuses.count, let soonest, let end = soonest.graceEnd else {
            return .deviceNoncompliant
        }
        let isNear = (end - now).milliseconds <= (end - soonest.since).milliseconds / 4
        return isNear ? .graceEnding : .deviceInGrace
    }
}
