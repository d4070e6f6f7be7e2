public import GatehouseWire

/// A filter of RFC 7644 §3.4.2.2, as a tree.
public indirect enum SCIMFilter: Hashable, Sendable {
    /// `title pr`: there is a value that is not empty.
    case present(AttributePath)
    /// `userName eq "bjensen"`: some value of the attribute compares so.
    case comparison(AttributePath, Operator, JSON)
    /// `emails[type eq "work"]`: one and the same value holds the filter, whose paths begin at the value.
    case element(AttributePath, SCIMFilter)
    /// `not (…)`.
    case not(SCIMFilter)
    /// All hold; at least two.
    case and([SCIMFilter])
    /// One holds; at least two.
    case or([SCIMFilter])

    /// How two values are compared; read without regard to case.
    public enum Operator: String, Hashable, Sendable, CaseIterable {
        case eq
        case ne
        case co
        case sw
        case ew
        case gt
        case ge
        case lt
        case le
    }

    /// The longest filter, in bytes of UTF-8.
    public static let longest = 4096
    /// How deep parentheses and brackets may nest.
    public static let deepest = 32
    /// The most comparisons in one filter.
    public static let mostComparisons = 128

    /// Reads a filter; refuses, with the position, what is none or larger than the limits.
    public init(parsing text: String) throws(SCIMError) {
        var parser = try SCIMFilterParser(text, code: .invalidFilter)
        self = try parser.filter()
    }
}
