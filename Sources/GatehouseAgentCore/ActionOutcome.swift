public import GatehouseModel
public import GatehouseWire

/// What came of carrying out an action.
public struct ActionOutcome: Hashable, Sendable {
    /// What is done once the server knows, and not before: nothing of this device would be left to tell it.
    public enum Afterwards: Hashable, Sendable {
        case restart
        case powerOff
        /// Remove this device's identity, and end.
        case leave
    }

    /// `active` when the action ends later: after the restart that it is.
    public var state: ActionReport.State
    /// For the administrator, one line.
    public var detail: String
    /// What it brought, with an end.
    public var result: ActionResult?
    /// Whether a file is to be sent before the end is reported.
    public var hasArtefact: Bool
    /// What is done once the server knows.
    public var afterwards: Afterwards?

    /// An outcome, without anything further unless it is given.
    public init(
        _ state: ActionReport.State, _ detail: String, result: ActionResult? = nil, hasArtefact: Bool = false,
        afterwards: Afterwards? = nil
    ) {
        self.state = state
        self.detail = detail
        self.result = result
        self.hasArtefact = hasArtefact
        self.afterwards = afterwards
    }
}

/// What a device tells the server about its actions, one after the other.
public enum ActionMessage: Hashable, Sendable {
    case accept(ActionAcceptance)
    /// The file that the driver holds for this action.
    case upload(ActionID, RequestID)
    case report(ActionReport)

    /// The action that it is about.
    public var action: ActionID {
        switch self {
        case .accept(let acceptance): acceptance.action
        case .upload(let action, _): action
        case .report(let report): report.action
        }
    }
}
