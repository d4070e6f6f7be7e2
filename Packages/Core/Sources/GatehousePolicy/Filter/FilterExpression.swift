public import GatehouseModel

/// A parsed rule over a device's attributes, as `device.displayName -startsWith "eng-"`; keeps its own text.
public struct FilterExpression: Hashable, Sendable {
    /// The longest rule, in Unicode scalars, as in Graph.
    public static let longest = 3072

    /// The rule as it was written; for one spelling of equal rules see ``canonicalText``.
    public let text: String
    package let root: FilterNode

    /// Reads the grammar of Graph's device filters; refuses with the position and what would be right.
    public init(parsing text: String) throws(FilterError) {
        guard text.unicodeScalars.count <= Self.longest else {
            throw FilterError(offset: 0, message: "the rule is longer than \(Self.longest) characters")
        }
        var parser = FilterParser(tokens: try FilterLexer.tokens(of: text))
        root = try parser.rule()
        self.text = text
    }

    /// Whether the rule holds; a device that is `absent` has all properties null, one that is `unavailable` makes
    /// the answer `nil`: it cannot be known.
    ///
    /// Compliance is not known here either.
    public func matches(_ device: Input<Device>) -> Bool? {
        matches(device, isCompliant: .unavailable)
    }

    /// Whether the rule holds for a device whose compliance is known, or known to be unavailable.
    public func matches(_ device: Input<Device>, isCompliant: Input<Bool>) -> Bool? {
        switch device {
        case .known(let device): root.holds(for: FilterSubject(device: device, isCompliant: isCompliant))
        case .absent: root.holds(for: nil)
        case .unavailable: nil
        }
    }

    /// Whether the rule holds where it chooses policies or members (`docs/semantics.md` §3): an attribute that the
    /// device has to tell and did not is not known, and neither is compliance.
    public func selects(_ device: Device) -> Bool? { root.holds(for: .assigning(device)) }

    /// The rule in one spelling: hyphens, the documented names, and parentheses only where they matter.
    public var canonicalText: String { root.text }

    /// Whether the rule looks at the device's compliance, and so cannot decide which policies judge the device.
    public var dependsOnCompliance: Bool { root.properties.contains(.isCompliant) }

    /// The attributes that it looks at and that no device can have yet, as `device.profileType`; in order.
    public var attributesWithoutSource: [String] {
        root.properties.filter { !$0.hasSource }.map { "device.\($0.name)" }.sorted()
    }
}
