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
    /// One of the columns that the catalogue gives the table; another is refused.
    public var column: String
    /// Refused by ``CompliancePolicy/validate()`` when the column's type does not allow it.
    public var comparison: Comparison
    /// What the column is compared with; a row that leaves the column out is unknown.
    public var value: FactValue

    /// Takes the parts as they are; ``CompliancePolicy/validate()`` says what is wrong with them.
    public init(column: String, comparison: Comparison, value: FactValue) {
        self.column = column
        self.comparison = comparison
        self.value = value
    }
}

/// What a requirement asks of a fact.
public enum FactTest: Hashable, Sendable {
    /// Of how many of a table's rows the test must hold.
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
    /// Unique in its policy; under another name the interval begins anew.
    public var name: String
    /// A key of the catalogue; another is refused by ``CompliancePolicy/validate()``.
    public var fact: FactKey
    /// Must suit the fact's type, or ``CompliancePolicy/validate()`` refuses it.
    public var test: FactTest
    /// A known fact that is believed less than this counts as failing, whatever its value.
    public var minimumAssurance: Assurance
    /// Overrides the policy's grace.
    public var grace: Duration?
    /// Shown with what fails; it does not weigh in the verdict.
    public var severity: Severity
    /// Elsewhere it is not applicable; empty means everywhere.
    public var platforms: Set<Platform>
    /// Only where this fact test holds; where it fails, the requirement is not applicable.
    public var precondition: Precondition?
    /// What the person can do, in a sentence; `{ActualValue}` stands for what was found.
    public var remediation: String
    /// The same by language as `de_DE`, where the policy has other words than ``remediation``.
    public var translations: [String: String]
    /// The type of a fact of the family `custom`, which the catalogue cannot know; `nil` for every other fact.
    public var declaredType: FactType?
    /// Each part that is given overrides the policy's.
    public var hysteresis: Hysteresis

    /// A fact test that says where a requirement applies.
    public struct Precondition: Hashable, Sendable {
        /// A key of the catalogue; believed less than the requirement's minimum, it counts as not known.
        public var fact: FactKey
        /// Only where it is known to fail is the requirement not applicable; not knowing excuses nothing.
        public var test: FactTest

        /// Takes the parts as they are; ``CompliancePolicy/validate()`` says what is wrong with them.
        public init(fact: FactKey, test: FactTest) {
            self.fact = fact
            self.test = test
        }
    }

    /// Every platform, the policy's grace and facts that the agent measured, unless said otherwise.
    public init(
        name: String, fact: FactKey, test: FactTest, minimumAssurance: Assurance = .agentVerified,
        grace: Duration? = nil, severity: Severity = .medium, platforms: Set<Platform> = [],
        precondition: Precondition? = nil, remediation: String = "", translations: [String: String] = [:],
        declaredType: FactType? = nil, hysteresis: Hysteresis = Hysteresis()
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
        self.translations = translations
        self.declaredType = declaredType
        self.hysteresis = hysteresis
    }
}

/// What a device must satisfy.
public struct CompliancePolicy: Hashable, Sendable {
    /// Unique in the tenant; under another name all intervals begin anew.
    public var name: String
    /// What the policy is for, in the administrator's words; may be empty.
    public var summary: String
    /// Devices of other platforms are not assigned; empty means every platform.
    public var platforms: Set<Platform>
    /// Device groups that are assigned; empty means every device.
    public var includedGroups: [String]
    /// Device groups that are not assigned, even when another of the device's groups is.
    public var excludedGroups: [String]
    /// Assigned only where the filter holds.
    public var filter: FilterExpression?
    /// A named filter, on top of ``filter``.
    public var assignmentFilter: AssignedFilter?
    /// How long a requirement may be unsatisfied before the device is noncompliant; zero gives no grace.
    public var grace: Duration
    /// At least one, unless there are ``customRules``; no two share a name.
    public var requirements: [Requirement]
    /// Rules about what a discovery script reports; ``compiled()`` makes requirements of them.
    public var customRules: CustomRules?
    /// How many reports a change of result takes; nothing is held back unless said.
    public var hysteresis: Hysteresis
    /// What is done about a requirement that stays unsatisfied; blocking is the end of the grace and not among them.
    public var scheduledActions: [ScheduledAction]

    /// A policy of every device, without grace, unless said otherwise; ``validate()`` says what is wrong with it.
    public init(
        name: String, summary: String = "", platforms: Set<Platform> = [], includedGroups: [String] = [],
        excludedGroups: [String] = [], filter: FilterExpression? = nil, assignmentFilter: AssignedFilter? = nil,
        grace: Duration = .zero, requirements: [Requirement], customRules: CustomRules? = nil,
        hysteresis: Hysteresis = Hysteresis(), scheduledActions: [ScheduledAction] = []
    ) {
        self.name = name
        self.summary = summary
        self.platforms = platforms
        self.includedGroups = includedGroups
        self.excludedGroups = excludedGroups
        self.filter = filter
        self.assignmentFilter = assignmentFilter
        self.grace = grace
        self.requirements = requirements
        self.customRules = customRules
        self.hysteresis = hysteresis
        self.scheduledActions = scheduledActions
    }
}
