/// Where a PATCH works: an attribute, some of its values, or a part of either (RFC 7644 §3.5.2).
public struct PatchPath: Hashable, Sendable, CustomStringConvertible {
    /// The attribute, with its part when no filter stands between them.
    public var attribute: AttributePath
    /// Which values are meant; `nil` means all.
    public var filter: SCIMFilter?
    /// The part of the values that ``filter`` selects.
    public var part: String?

    /// A path from its parts; nothing is checked.
    public init(attribute: AttributePath, filter: SCIMFilter? = nil, part: String? = nil) {
        self.attribute = attribute
        self.filter = filter
        self.part = part
    }

    /// Reads `attribute`, `attribute[filter]` or `attribute[filter].part`; refuses, with the position, what is neither:
    /// `invalidFilter` within the brackets, `invalidPath` elsewhere.
    public init(parsing text: String) throws(SCIMError) {
        var parser = try SCIMFilterParser(text, code: .invalidPath)
        self = try parser.patchPath()
    }

    /// The path as text that reads as the same path.
    public var description: String {
        let values = filter.map { "[\($0)]" } ?? ""
        return "\(attribute)\(values)\(part.map { ".\($0)" } ?? "")"
    }
}
