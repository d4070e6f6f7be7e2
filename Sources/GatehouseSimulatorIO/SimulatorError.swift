/// Why nothing could be simulated.
public struct SimulatorError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What the program tells apart.
    public enum Code: Hashable, Sendable {
        /// What it was told does not fit together.
        case setup
        /// The server did not do what the run needs.
        case failed
    }

    /// What callers act on.
    public var code: Code
    /// Lower case, no full stop.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// An error with its words.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }

    /// The message, with the hint on its own line.
    public var description: String { message + (hint.map { "\nhint: \($0)" } ?? "") }
}
