public import GatehouseModel

/// A request for access that nobody made; what is `nil` was not given.
public struct HypotheticalRequest: Hashable, Sendable {
    /// Name of the application that would be asked for.
    public var application: String
    /// A device of the tenant; its attributes, identity and verdict are taken as they are unless given otherwise.
    public var device: DeviceID?
    /// In place of the device's own platform.
    public var platform: Platform?
    /// Where the request would come from.
    public var address: IPAddress?
    /// What would ask.
    public var clientApplication: ClientApplicationType?
    /// In place of the device's verdict; without a device, that of a supposed one.
    public var complianceState: ComplianceState?
    /// In place of the device's own; without a device, that of a supposed one.
    public var identityAssurance: Assurance?

    /// Makes a request of which nothing but the application is given, unless said.
    public init(
        application: String, device: DeviceID? = nil, platform: Platform? = nil, address: IPAddress? = nil,
        clientApplication: ClientApplicationType? = nil, complianceState: ComplianceState? = nil,
        identityAssurance: Assurance? = nil
    ) {
        self.application = application
        self.device = device
        self.platform = platform
        self.address = address
        self.clientApplication = clientApplication
        self.complianceState = complianceState
        self.identityAssurance = identityAssurance
    }

    /// Whether a device is only supposed: something is said of one, and none is named.
    var supposesDevice: Bool { device == nil && (complianceState != nil || identityAssurance != nil) }
}

/// One input of a hypothetical decision, and where it is from.
public struct HypotheticalInput: Hashable, Sendable {
    /// Where an input is from.
    public enum Origin: String, Sendable, Hashable, CaseIterable {
        case given
        /// From the device that was named.
        case device
        /// Not given, and nothing else says it: it is taken as not existing.
        case absent
        /// It exists and is not known now.
        case unavailable
        /// Not given; the least that there is was taken.
        case assumed
    }

    /// As `address`.
    public var name: String
    /// In words; `nil` where there is none.
    public var value: String?
    /// Where it is from.
    public var origin: Origin

    /// Takes the parts as they are.
    public init(name: String, value: String?, origin: Origin) {
        self.name = name
        self.value = value
        self.origin = origin
    }
}

/// How one policy would come out, and what it would ask for.
public struct HypotheticalPolicy: Hashable, Sendable {
    /// Whether it applies, with the first condition that is unmet or not known, and how its controls come out.
    public var outcome: PolicyOutcome
    /// What it would demand where it applies.
    public var demands: [GrantControl]
    /// Whether one of the demands is enough.
    public var isAnyEnough: Bool

    /// Takes the parts as they are.
    public init(outcome: PolicyOutcome, demands: [GrantControl], isAnyEnough: Bool) {
        self.outcome = outcome
        self.demands = demands
        self.isAnyEnough = isAnyEnough
    }
}

/// What a hypothetical request would be answered.
public struct WhatIfReport: Hashable, Sendable {
    /// Name of the application that the question was about.
    public var application: String
    /// Every input of the decision, also those that were not given.
    public var inputs: [HypotheticalInput]
    /// What would be answered now; it is not recorded.
    public var decision: Decision
    /// Every policy that is not disabled, by name.
    public var policies: [HypotheticalPolicy]
    /// What the answer does not say by itself, in words.
    public var notes: [String]
}
