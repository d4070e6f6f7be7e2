/// Why a store cannot be opened, for the operator; it never holds a password.
public struct StoreOpeningError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Lower case, no full stop.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }

    /// The message, with the hint on its own line.
    public var description: String { hint.map { "\(message)\nhint: \($0)" } ?? message }
}
