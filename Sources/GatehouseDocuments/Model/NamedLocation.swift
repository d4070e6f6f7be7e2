public import GatehouseModel

/// Address ranges under a name that access policies use.
public struct NamedLocation: Hashable, Sendable {
    /// What access policies call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// At least one.
    public var ranges: [IPRange]
    /// Whether the organisation itself runs these networks.
    public var isTrusted: Bool

    /// A location of these ranges.
    public init(name: String, description: String = "", ranges: [IPRange], isTrusted: Bool = false) {
        self.name = name
        self.description = description
        self.ranges = ranges
        self.isTrusted = isTrusted
    }
}
