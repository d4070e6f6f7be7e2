public import GatehouseModel

/// How many of a device's reports must agree before a requirement's result changes, against flapping.
public struct Hysteresis: Hashable, Sendable {
    /// Good reports that end an unsatisfied interval; `nil` lets the first one end it.
    public var recovery: ReportQuorum?
    /// Bad reports that begin one; `nil` lets the first one begin it.
    ///
    /// A policy's own does not reach requirements of severity `high`: those fail at once, unless the requirement itself
    /// says otherwise.
    public var failure: ReportQuorum?

    /// Holds nothing back, unless said otherwise.
    public init(recovery: ReportQuorum? = nil, failure: ReportQuorum? = nil) {
        self.recovery = recovery
        self.failure = failure
    }
}

extension CompliancePolicy {
    /// Whether any of its requirements may wait for several reports.
    public var countsReports: Bool {
        hysteresis != Hysteresis() || requirements.contains { $0.hysteresis != Hysteresis() }
    }
}

extension Requirement {
    /// What holds for the requirement: its own, else the policy's, which never delays what matters most.
    func hysteresis(within policy: CompliancePolicy) -> Hysteresis {
        Hysteresis(
            recovery: hysteresis.recovery ?? policy.hysteresis.recovery,
            failure: hysteresis.failure ?? (severity < .high ? policy.hysteresis.failure : nil))
    }
}
