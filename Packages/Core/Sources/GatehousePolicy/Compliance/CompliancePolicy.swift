public import GatehouseModel

/// How a fact's value is compared with the wanted one.
public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equals
    case notEquals
    /// Numbers by value, versions by their parts, instants by time.
    case atLeast
    case atMost
    case greaterThan
    case lessThan
    /// The value is one of a list.
    case oneOf
    case noneOf
    /// A list has the element, or a text has the part.
    case contains
    case notContains
    case startsWith
}

/// A test of one column of a row.
public struct ColumnTest: Hashable, Sendable {
    public var column: String
    public var comparison: Comparison
    public var value: FactValue

    public init(column: String, comparison: Comparison, value: FactValue) {
        self.column = column
        self.comparison = comparison
        self.value = value
    }
}

/// What a requirement asks of a fact.
public enum FactTest: Hashable, Sendable {
    public enum Quantifier: String, Sendable, Hashable, CaseIterable {
        case every
        case some
        case no
    }

    case compare(Comparison, FactValue)
    /// Of a table's rows: `no` row where all of these hold, and so on. `every` of an empty table holds.
    case rows(Quantifier, [ColumnTest])
}

/// One fact test with what it takes to believe and to mend it.
public struct Requirement: Hashable, Sendable {
    public var name: String
    public var fact: FactKey
    public var test: FactTest
    public var minimumAssurance: Assurance
    /// Overrides the policy's grace.
    public var grace: Duration?
    public var severity: Severity
    /// Elsewhere it is not applicable; empty means everywhere.
    public var platforms: Set<Platform>
    /// Only where this fact test holds; where it fails, the requirement is not applicable.
    public var precondition: Precondition?
    /// What the person can do, in a sentence.
    public var remediation: String

    public struct Precondition: Hashable, Sendable {
        public var fact: FactKey
        public var test: FactTest

        public init(fact: FactKey, test: FactTest) {
            self.fact = fact
            self.test = test
        }
    }

    public init(
        name: String, fact: FactKey, test: FactTest, minimumAssurance: Assurance = .agentVerified,
        grace: Duration? = nil, severity: Severity = .medium, platforms: Set<Platform> = [],
        precondition: Precondition? = nil, remediation: String = ""
    ) {
        self.name = name
        self.fact = fact
        self.test = test
        self.minimumAssurance = minimumAssurance
        self.grace = grace
        self.severity = severity
        self.platforms = platforms
        self.precondition = precondition
        self.remediation = remediation
    }
}

/// What a device must satisfy.
public struct CompliancePolicy: Hashable, Sendable {
    public var name: String
    public var summary: String
    /// Devices of other platforms are not assigned; empty means every platform.
    public var platforms: Set<Platform>
    /// Device groups that are assigned; empty means every device.
    public var includedGroups: [String]
    public var excludedGroups: [String]
    /// Assigned only where the filter holds.
    public var filter: FilterExpression?
    public var grace: Duration
    public var requirements: [Requirement]

    public init(
        name: String, summary: String = "", platforms: Set<Platform> = [], includedGroups: [String] = [],
        excludedGroups: [String] = [], filter: FilterExpression? = nil, grace: Duration = .zero,
        requirements: [Requirement]
    ) {
        self.name = name
        self.summary = summary
        self.platforms = platforms
        self.includedGroups = includedGroups
        self.excludedGroups = excludedGroups
        self.filter = filter
        self.grace = grace
        self.requirements = requirements
    }
}
