public import GatehouseModel

/// A parsed rule over a device's attributes, as `device.displayName -startsWith "eng-"`; keeps its own text.
public struct FilterExpression: Hashable, Sendable {
    public let text: String

    /// Reads the grammar of Graph's device filters; refuses with the position and what would be right.
    public init(parsing text: String) throws(FilterError) { self.text = text }

    /// Whether the rule holds; a device that is `absent` has all properties null, one that is `unavailable` makes
    /// the answer `nil`: it cannot be known.
    public func matches(_ device: Input<Device>) -> Bool? { nil }
}

/// Why a rule was refused.
public struct FilterError: Error, Hashable, Sendable {
    /// UTF-8 offset into the rule.
    public var offset: Int
    /// Lower case, no full stop, the rule's own text in backticks.
    public var message: String

    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}
