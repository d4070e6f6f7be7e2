/// Something in a policy that is refused before it can judge or decide anything.
public struct PolicyProblem: Error, Hashable, Sendable {
    /// Where it is, as `requirements[2].fact`; empty for the policy as a whole.
    public var path: String
    /// Lower case, no full stop, the policy's own text in backticks; a `hint:` on its own line.
    public var message: String

    /// Takes the parts as they are; nothing is checked.
    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }

    init(_ path: String, _ message: String, hint: String? = nil) {
        self.init(path: path, message: hint.map { "\(message)\nhint: \($0)" } ?? message)
    }
}
