/// What a command of the agent says when it cannot do its work, and the exit status that goes with it.
public struct AgentError: Error, Hashable, Sendable {
    /// How the program ends for it.
    public var exitCode: ExitCode
    /// Lower case, no full stop, the user's input in backticks.
    public var message: String
    /// How to mend it, printed on a line of its own; `nil` when there is nothing to add.
    public var hint: String?

    /// Makes the error; nothing is printed yet.
    public init(_ exitCode: ExitCode, _ message: String, hint: String? = nil) {
        self.exitCode = exitCode
        self.message = message
        self.hint = hint
    }
}

/// How the agent's program ends.
public enum ExitCode: Int32, Hashable, Sendable {
    case success = 0
    case failed = 1
    case usage = 2
    case serverUnreachable = 3
    /// The server refused: the code, or this identity.
    case refused = 4
    /// Somebody must agree first, and nobody did yet.
    case awaiting = 5
    /// `doctor` found something that should be looked at, and nothing that is broken.
    case doubtful = 8
}
