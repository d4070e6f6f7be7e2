import GatehouseAgentCore
import GatehouseModel
import GatehouseWire

/// The action that tests speak of unless they need two.
extension ActionID {
    static let sample = ActionID(high: 0, low: 16)
    static let other = ActionID(high: 0, low: 32)
}

extension WorkItem {
    static func sample(_ kind: String = "sync", _ action: ActionID = .sample) -> WorkItem {
        WorkItem(action: action, kind: kind, expiresAt: Moment.start + .seconds(60))
    }
}

extension ActionOrder {
    static func sample(_ kind: ActionKind, _ action: ActionID = .sample) -> ActionOrder {
        ActionOrder(
            action: action, kind: kind.rawValue, expiresAt: Moment.start + .seconds(60), parameters: [:])
    }
}

extension ActionReport {
    /// - Parameter id: what the moment of the step brought; the action's own bits are mixed in.
    static func sample(
        _ state: ActionReport.State, _ detail: String, id: UInt64, percent: Int64? = nil, result: ActionResult? = nil,
        _ action: ActionID = .sample
    ) -> ActionReport {
        ActionReport(
            requestID: RequestID(high: 0, low: id ^ action.low), action: action, state: state, detail: detail,
            percent: percent, result: result)
    }
}

extension ActionMessage {
    static func acceptance(id: UInt64, _ action: ActionID = .sample) -> ActionMessage {
        .accept(ActionAcceptance(requestID: RequestID(high: 0, low: id ^ action.low), action: action))
    }
}

extension ActionJournal {
    static func begun(
        _ kind: ActionKind, _ action: ActionID = .sample, boot: String = "b1", report: ActionReport? = nil,
        leaves: Bool = false
    ) -> ActionJournal {
        ActionJournal(entries: [Entry(action: action, kind: kind, boot: boot, report: report, leaves: leaves)])
    }
}
