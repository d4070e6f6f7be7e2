public import GatehouseModel

/// Include and exclude of one condition; exclude beats include.
public struct Selection<Value: Hashable & Sendable>: Hashable, Sendable {
    /// `nil` includes everything.
    public var include: Set<Value>?
    public var exclude: Set<Value>

    public init(include: Set<Value>? = nil, exclude: Set<Value> = []) {
        self.include = include
        self.exclude = exclude
    }
}

/// A condition on the device's attributes: the policy applies to the devices where the rule holds, or to all others.
public struct DeviceFilter: Hashable, Sendable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        case include
        case exclude
    }

    public var mode: Mode
    public var rule: FilterExpression

    public init(mode: Mode, rule: FilterExpression) {
        self.mode = mode
        self.rule = rule
    }
}

/// What must hold for a policy to apply; a condition that is `nil` matches everything.
public struct AccessConditions: Hashable, Sendable {
    /// Names of applications.
    public var applications: Selection<String>
    public var platforms: Selection<Platform>?
    /// Addresses; named locations are resolved to their ranges before a policy gets here.
    public var locations: Selection<IPRange>?
    public var clientApplications: Set<ClientApplicationType>?
    public var deviceFilter: DeviceFilter?

    public init(
        applications: Selection<String> = Selection(), platforms: Selection<Platform>? = nil,
        locations: Selection<IPRange>? = nil, clientApplications: Set<ClientApplicationType>? = nil,
        deviceFilter: DeviceFilter? = nil
    ) {
        self.applications = applications
        self.platforms = platforms
        self.locations = locations
        self.clientApplications = clientApplications
        self.deviceFilter = deviceFilter
    }
}

/// A Conditional Access policy.
public struct AccessPolicy: Hashable, Sendable {
    public enum State: String, Sendable, Hashable, CaseIterable {
        case enabled
        case reportOnly = "enabledForReportingButNotEnforced"
        case disabled
    }
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case and = "AND"
        case or = "OR"
    }

    public var name: String
    public var summary: String
    public var state: State
    public var conditions: AccessConditions
    public var grantOperator: Operator
    /// At least one; ``GrantControl/block`` stands alone.
    public var controls: [GrantControl]

    public init(
        name: String, summary: String = "", state: State = .enabled, conditions: AccessConditions,
        grantOperator: Operator = .and, controls: [GrantControl]
    ) {
        self.name = name
        self.summary = summary
        self.state = state
        self.conditions = conditions
        self.grantOperator = grantOperator
        self.controls = controls
    }
}

/// A tenant's rules of deciding.
public struct AccessSettings: Hashable, Sendable {
    public enum DefaultDecision: String, Sendable, Hashable, CaseIterable {
        case deny
        case allow
    }

    /// What holds when no enforced policy applies.
    public var defaultDecision: DefaultDecision
    /// The longest that a decision may be cached.
    public var decisionLifetime: Duration

    public init(defaultDecision: DefaultDecision = .deny, decisionLifetime: Duration = .seconds(300)) {
        self.defaultDecision = defaultDecision
        self.decisionLifetime = decisionLifetime
    }
}
