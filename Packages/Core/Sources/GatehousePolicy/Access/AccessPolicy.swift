public import GatehouseModel

/// Include and exclude of one condition; exclude beats include.
public struct Selection<Value: Hashable & Sendable>: Hashable, Sendable {
    /// `nil` includes everything.
    public var include: Set<Value>?
    /// Empty excludes nothing.
    public var exclude: Set<Value>

    /// Everything, unless said otherwise.
    public init(include: Set<Value>? = nil, exclude: Set<Value> = []) {
        self.include = include
        self.exclude = exclude
    }
}

/// A condition on the device's attributes: the policy applies to the devices where the rule holds, or to all others.
public struct DeviceFilter: Hashable, Sendable {
    /// On which side of the rule the policy applies, in Graph's spelling (`filterMode`).
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        case include
        case exclude
    }

    /// `include` applies where the rule holds, `exclude` where it does not; unknown stays unknown.
    public var mode: Mode
    /// A request without a device is tested with all properties null, as in Entra.
    public var rule: FilterExpression

    /// Takes a rule that was parsed, so that it cannot be malformed.
    public init(mode: Mode, rule: FilterExpression) {
        self.mode = mode
        self.rule = rule
    }
}

/// What must hold for a policy to apply; a condition that is `nil` matches everything.
public struct AccessConditions: Hashable, Sendable {
    /// Names of applications.
    public var applications: Selection<String>
    /// Graph's `platforms`; one that is absent is only in a selection that includes everything.
    public var platforms: Selection<Platform>?
    /// Addresses; named locations are resolved to their ranges before a policy gets here.
    public var locations: Selection<IPRange>?
    /// Graph's `clientAppTypes`; an empty set is refused by ``AccessPolicy/validate()``.
    public var clientApplications: Set<ClientApplicationType>?
    /// Graph's `devices.deviceFilter`.
    public var deviceFilter: DeviceFilter?

    /// Every request, unless said otherwise.
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
    /// Whether a policy decides, in Graph's spelling (`conditionalAccessPolicyState`).
    public enum State: String, Sendable, Hashable, CaseIterable {
        case enabled
        case reportOnly = "enabledForReportingButNotEnforced"
        case disabled
    }
    /// How controls combine, in Graph's spelling (`grantControls.operator`).
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case and = "AND"
        case or = "OR"
    }

    /// Unique in the tenant; reasons and outcomes name the policy by it.
    public var name: String
    /// What the policy is for, in the administrator's words; may be empty.
    public var summary: String
    /// A policy that is not `enabled` changes no decision; a report-only one is still recorded.
    public var state: State
    /// All of them must hold for the policy to apply.
    public var conditions: AccessConditions
    /// Whether all controls must be satisfied or one is enough.
    public var grantOperator: Operator
    /// At least one; ``GrantControl/block`` stands alone.
    public var controls: [GrantControl]

    /// Takes the parts as they are; ``validate()`` says what is wrong with them.
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
    /// What becomes of a request that no policy is about.
    public enum DefaultDecision: String, Sendable, Hashable, CaseIterable {
        case deny
        case allow
    }

    /// What holds when no enforced policy applies.
    public var defaultDecision: DefaultDecision
    /// The longest that a decision may be cached.
    public var decisionLifetime: Duration

    /// A fresh tenant's: deny, and five minutes; ``validate()`` says what is wrong with others.
    public init(defaultDecision: DefaultDecision = .deny, decisionLifetime: Duration = .seconds(300)) {
        self.defaultDecision = defaultDecision
        self.decisionLifetime = decisionLifetime
    }
}
