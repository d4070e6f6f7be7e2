public import GatehouseModel

/// Asks what a request that nobody made would be answered; what is left out is absent.
public struct WhatIfRequest: APIMessage {
    /// Name of the application that would be asked for.
    public var application: String
    /// Id or name of a device whose attributes, identity and verdict are taken as they are.
    public var device: String?
    /// In place of the device's own.
    public var platform: Platform?
    /// An IP address to ask from.
    public var address: String?
    /// What would ask.
    public var client: ClientApplicationType?
    /// In place of the device's verdict; without a device, one is supposed.
    public var complianceState: ComplianceState?
    /// In place of how far the device's identity is believed; without a device, one is supposed.
    public var assurance: Assurance?
    /// Documents to decide by as if they had been applied.
    public var files: [SourceFile]?

    /// A request of which nothing but the application is given.
    public init(application: String) { self.application = application }

    /// A browser on a noncompliant device, under a policy that is not applied yet.
    public static var example: Self {
        var request = Self(application: "wiki")
        request.device = "eng-laptop-7"
        request.platform = .linux
        request.address = "192.0.2.7"
        request.client = .browser
        request.complianceState = .noncompliant
        request.assurance = .agentVerified
        request.files = [.example]
        return request
    }
}

/// One input of a hypothetical decision.
public struct WhatIfInputItem: APIMessage {
    /// Where an input is from.
    public enum Origin: String, Codable, Sendable, Hashable, CaseIterable {
        case given
        /// From the device that was named.
        case device
        /// Not given, and nothing else says it: taken as not existing.
        case absent
        /// It exists and is not known now.
        case unavailable
        /// Not given; the least that there is was taken.
        case assumed
    }

    /// `device`, `platform`, `address`, `client`, `complianceState` or `assurance`.
    public var name: String
    /// Not there where the input is absent or unavailable.
    public var value: String?
    /// Where it is from.
    public var origin: Origin

    /// An input as the decision took it.
    public init(name: String, value: String?, origin: Origin) {
        self.name = name
        self.value = value
        self.origin = origin
    }

    /// An address that was given.
    public static var example: Self { Self(name: "address", value: "192.0.2.7", origin: .given) }
}

/// How one policy would come out, and what it would demand.
public struct WhatIfPolicyItem: APIMessage {
    /// How demands combine.
    public enum Demand: String, Codable, Sendable, Hashable, CaseIterable {
        case all
        case any
    }

    /// Whether it applies, the first condition that is unmet or not known, and how its controls come out.
    public var outcome: PolicyOutcomeItem
    /// What it demands where it applies.
    public var demands: [GrantControl]
    /// Whether all demands must be met, or any of them is enough.
    public var demand: Demand

    /// A policy's outcome with its demands.
    public init(outcome: PolicyOutcomeItem, demands: [GrantControl], demand: Demand) {
        self.outcome = outcome
        self.demands = demands
        self.demand = demand
    }

    /// A policy that wants a compliant device.
    public static var example: Self { Self(outcome: .example, demands: [.compliantDevice], demand: .all) }
}

/// What a hypothetical request would be answered; nothing is recorded.
public struct WhatIfResponse: APIMessage {
    /// Name of the application.
    public var application: String
    /// Every input, also those that were not given.
    public var inputs: [WhatIfInputItem]
    /// What would be answered now.
    public var outcome: Outcome
    /// Why, at least one.
    public var reasons: [DecisionReasonItem]
    /// Every policy that is not disabled, by name.
    public var policies: [WhatIfPolicyItem]
    /// What would turn a challenge into an allow.
    public var missing: [GrantControl]
    /// What the answer does not say by itself.
    public var notes: [String]

    /// Takes outcome, reasons and what is missing from the decision.
    public init(
        application: String, inputs: [WhatIfInputItem], decision: Decision, policies: [WhatIfPolicyItem],
        notes: [String]
    ) {
        self.application = application
        self.inputs = inputs
        outcome = decision.outcome
        reasons = decision.reasons.map(DecisionReasonItem.init)
        missing = decision.missing
        self.policies = policies
        self.notes = notes
    }

    /// A challenge of a request without a device.
    public static var example: Self {
        var response = Self(
            application: "wiki",
            inputs: [
                .example, WhatIfInputItem(name: "device", value: nil, origin: .absent),
            ],
            decision: Decision(
                outcome: .challenge, reasons: [], policies: [], missing: [.compliantDevice],
                validUntil: ExampleID.later),
            policies: [.example], notes: ["no enforcement point may ask for the application `wiki` yet"])
        response.reasons = [.example]
        return response
    }
}
