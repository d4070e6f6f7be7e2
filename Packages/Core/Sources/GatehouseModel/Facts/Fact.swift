/// The name of a fact: dotted lower camel case, `ssh.server.permitRootLogin`.
public struct FactKey: Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The dotted name; two keys are equal when it is.
    public let rawValue: String

    /// Takes any text; only ``FactCatalogue`` knows which names there are.
    public init(_ rawValue: String) { self.rawValue = rawValue }
    /// Takes any literal, as ``init(_:)`` takes any text.
    public init(stringLiteral value: String) { rawValue = value }

    /// The name itself.
    public var description: String { rawValue }
    /// In the order of the names as text.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The value of a fact.
public enum FactValue: Hashable, Sendable {
    case boolean(Bool)
    case integer(Int64)
    case text(String)
    case list([FactValue])
    case record([String: FactValue])
}

/// What is known of a fact: known, known not to exist, or not to be had, with the reason.
public enum FactState: Hashable, Sendable {
    case known(FactValue)
    case absent(reason: String)
    case unavailable(reason: String)
}

/// One typed observation: what, how it was learnt, when, and how far it can be believed.
public struct Fact: Hashable, Sendable {
    /// What is observed; a server keeps one fact a key and device.
    public var key: FactKey
    /// What is known of it, or the reason why nothing is.
    public var state: FactState
    /// Where the value was read: a path, a netlink family, a command.
    public var source: String
    /// What was read there, in short, so that a person can check it.
    public var evidence: String
    /// The device's clock when it was read.
    public var observedAt: Instant
    /// The lower of what its source and its channel earn (`docs/semantics.md` §4).
    public var assurance: Assurance

    /// Takes the parts as they are; ``FactType/admits(_:)`` says whether the value has the key's type.
    public init(
        key: FactKey, state: FactState, source: String, evidence: String, observedAt: Instant, assurance: Assurance
    ) {
        self.key = key
        self.state = state
        self.source = source
        self.evidence = evidence
        self.observedAt = observedAt
        self.assurance = assurance
    }
}

/// The current facts of a device.
public typealias Posture = [FactKey: Fact]

extension FactValue: CustomStringConvertible {
    /// The value as a person reads it; a list longer than eight is cut, with its count.
    public var description: String {
        switch self {
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .text(let value): return value
        case .list(let values):
            let shown = values.prefix(8).map(\.description).joined(separator: ", ")
            return values.count > 8 ? "\(shown), … (\(values.count))" : shown
        case .record(let fields):
            return fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
        }
    }
}
