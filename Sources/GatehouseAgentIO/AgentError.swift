/// What a command of the agent says when it cannot do its work, and the exit status that goes with it.
public struct AgentError: Error, Hashable, Sendable {
    public var exitCode: ExitCode
    /// Lower case, no full stop, the user's input in backticks.
    public var message: String
    public var hint: String?

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
}
