import GatehouseModel

extension CompliancePolicy {
    /// The most actions that a policy schedules.
    static let mostScheduledActions = 20

    /// What is wrong with the scheduled actions; nobody is locked out of a device that still counts as compliant.
    ///
    /// A requirement's own grace, where it is longer, moves what is done about that requirement to its end.
    var scheduleProblems: [PolicyProblem] {
        var problems = [PolicyProblem]()
        if scheduledActions.count > Self.mostScheduledActions {
            problems.append(
                PolicyProblem("scheduledActions", "a policy schedules at most \(Self.mostScheduledActions) actions"))
        }
        for (index, action) in scheduledActions.enumerated() {
            problems += self.problems(of: action, at: "scheduledActions[\(index)]")
        }
        return problems
    }

    private func problems(of action: ScheduledAction, at path: String) -> [PolicyProblem] {
        if action.after < .zero { return [PolicyProblem("\(path).after", "a time is not negative")] }
        if let target = action.target, target.channels.isEmpty {
            return [PolicyProblem("\(path).channels", "without a channel nobody is told")]
        }
        guard action.kind != .notify else {
            return action.target == nil ? [PolicyProblem("\(path).channels", "a notice needs a channel")] : []
        }
        if action.after < grace {
            return [
                PolicyProblem(
                    "\(path).after",
                    "`\(action.kind.rawValue)` after `\(action.after.text)` comes before the end of the grace, "
                        + "`\(grace.text)`: until then the device counts as compliant")
            ]
        }
        return []
    }
}
