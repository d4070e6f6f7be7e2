import GatehouseModel
import GatehouseWire

extension Table.Cell {
    init(_ state: ComplianceState) {
        switch state {
        case .compliant: self.init("compliant", .green)
        case .inGracePeriod: self.init("in grace period", .yellow)
        case .noncompliant: self.init("noncompliant", .red)
        case .unknown: self.init("unknown", .yellow)
        case .notApplicable: self.init("not applicable")
        }
    }

    init(_ result: RequirementResult) {
        switch result {
        case .satisfied: self.init("satisfied", .green)
        case .failing: self.init("failing", .red)
        case .unknown: self.init("unknown", .red)
        case .error: self.init("error", .yellow)
        case .notApplicable: self.init("not applicable", .faint)
        }
    }

    init(_ state: ActionState) {
        switch state {
        case .pendingApproval: self.init("pending approval", .yellow)
        case .queued, .delivered, .running: self.init(state.rawValue, .yellow)
        case .succeeded: self.init("succeeded", .green)
        case .failed, .expired, .rejected: self.init(state.rawValue, .red)
        case .notSupported: self.init("not supported", .red)
        case .cancelled: self.init("cancelled", .faint)
        }
    }

    init(_ state: NoticeItem.State) {
        switch state {
        case .queued: self.init("queued", .yellow)
        case .sent: self.init("sent", .green)
        case .failed: self.init("failed", .red)
        }
    }

    init(_ outcome: Outcome) {
        switch outcome {
        case .allow: self.init("allow", .green)
        case .block: self.init("block", .red)
        case .challenge: self.init("challenge", .yellow)
        }
    }

    /// Whether a policy is about a device or request.
    init(_ application: PolicyOutcome.Application) {
        switch application {
        case .applies: self.init("yes")
        case .mayApply: self.init("may", .yellow)
        case .doesNotApply: self.init("no", .faint)
        }
    }

    init(_ change: DocumentChange.Change) {
        switch change {
        case .created: self.init("created", .green)
        case .updated: self.init("updated", .yellow)
        case .unchanged: self.init("unchanged", .faint)
        case .deleted: self.init("deleted", .red)
        }
    }
}

extension Console {
    /// The cell's text in its colour.
    func coloured(_ cell: Table.Cell) -> String { coloured(cell.text, cell.colour) }
}
