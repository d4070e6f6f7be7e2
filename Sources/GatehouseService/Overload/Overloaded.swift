/// The node has too much to do: the same request is welcome later.
public struct Overloaded: Error, Hashable, Sendable {
    /// On the wire, beside 503.
    public static let code = "overloaded"

    /// Whole seconds after which to come again, different for each caller; at least 1.
    public let retryAfter: Int

    /// Makes the refusal.
    public init(retryAfter: Int) { self.retryAfter = max(retryAfter, 1) }

    /// For the caller: lower case, no full stop.
    public var message: String { "the server has more to do than it can, and puts off what can wait" }
    /// How to mend it.
    public var hint: String { "send it again after \(retryAfter) seconds" }
}
