import GatehouseModel
import GatehouseWire

/// Why a decision came out as it did, for people.
enum DecisionReport {
    static func print(
        reasons: [DecisionReasonItem], policies: [PolicyOutcomeItem], missing: [GrantControl], _ console: Console
    ) {
        for reason in reasons {
            let policy = reason.policy.map { " (\($0))" } ?? ""
            console.print("  because \(reason.detail)\(policy)")
            if !reason.remediation.isEmpty { console.print("    to mend it: \(reason.remediation)") }
        }
        if !missing.isEmpty {
            console.print("  missing: \(missing.map(\.description).joined(separator: ", "))")
        }
        guard !policies.isEmpty else { return }
        var table = Table(["POLICY", "MODE", "APPLIES", "RESULT", "DECIDED BY"], indent: "  ")
        for policy in policies {
            table.add([
                .init(policy.policy), .init(policy.reportOnly ? "report only" : "enforced"),
                .init(policy.application), .init(policy.result.rawValue, colour(policy.result)),
                .init(policy.decidingCondition ?? ""),
            ])
        }
        console.print(table)
    }

    static func colour(_ result: PolicyOutcome.Result) -> Colour {
        switch result {
        case .success: .green
        case .failure: .red
        case .interrupted: .yellow
        case .notApplied: .faint
        }
    }
}
