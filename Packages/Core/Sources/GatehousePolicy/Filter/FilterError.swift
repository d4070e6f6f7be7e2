/// Why a rule was refused.
public struct FilterError: Error, Hashable, Sendable {
    /// UTF-8 offset into the rule.
    public var offset: Int
    /// Lower case, no full stop, the rule's own text in backticks; a `hint:` on its own line.
    public var message: String

    /// Takes the parts as they are; nothing is checked.
    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
