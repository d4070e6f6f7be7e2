public import GatehouseModel

/// Whether one policy is about a device, and why.
public struct DevicePolicyItem: APIMessage {
    /// Whether an access policy decides, is only observed, or is off.
    public enum State: String, Codable, Sendable, Hashable, CaseIterable {
        case enabled
        case reportOnly
        case disabled
    }

    /// `CompliancePolicy` or `AccessPolicy`.
    public var kind: String
    /// The policy's name.
    public var policy: String
    /// Only of an access policy.
    public var state: State?
    /// Whether it reaches the device: `mayApply` when what decides is not known, and then it must be satisfied.
    public var reach: PolicyOutcome.Application
    /// The condition that decided, as the document spells it; not there for a policy about every device.
    public var decidedBy: String?
    /// The group or filter that decided, if one did.
    public var name: String?
    /// The same in words.
    public var detail: String

    /// A policy with what decided whether it is about the device.
    public init(
        kind: String, policy: String, state: State?, reach: PolicyOutcome.Application, decidedBy: String?,
        name: String?, detail: String
    ) {
        self.kind = kind
        self.policy = policy
        self.state = state
        self.reach = reach
        self.decidedBy = decidedBy
        self.name = name
        self.detail = detail
    }

    /// A policy of a group that the device is in.
    public static var example: Self {
        Self(
            kind: "CompliancePolicy", policy: "linux-baseline", state: .enabled, reach: .applies,
            decidedBy: "includedGroups", name: "engineering",
            detail: "the device is in the included group `engineering`")
    }
}

/// A device that a document is about, and why.
public struct ReachedDeviceItem: APIMessage {
    /// The line of the device list.
    public var device: DeviceSummary
    /// `applies`, or `mayApply` when what decides is not known.
    public var reach: PolicyOutcome.Application
    /// The condition that decided, as the document spells it; not there where none is needed.
    public var decidedBy: String?
    /// The group or filter that decided, if one did.
    public var name: String?
    /// The same in words.
    public var detail: String

    /// A device with what decided that it is reached.
    public init(
        device: DeviceSummary, reach: PolicyOutcome.Application, decidedBy: String?, name: String?, detail: String
    ) {
        self.device = device
        self.reach = reach
        self.decidedBy = decidedBy
        self.name = name
        self.detail = detail
    }

    /// A device that is reached by its group.
    public static var example: Self {
        let policy = DevicePolicyItem.example
        return Self(
            device: .example, reach: policy.reach, decidedBy: policy.decidedBy, name: policy.name,
            detail: policy.detail)
    }
}

/// One page of the devices that a document is about.
public struct ReachedDevicesPage: APIMessage {
    /// How many devices of the fleet it surely is about; only on the first page.
    public var reached: Int?
    /// How many it may be about, since what decides is not known; only on the first page.
    public var uncertain: Int?
    /// In the order of device ids.
    public var items: [ReachedDeviceItem]
    /// The `cursor` of the next page, if there is one.
    public var next: String?

    /// A page; without `next` it is the last.
    public init(reached: Int?, uncertain: Int?, items: [ReachedDeviceItem], next: String?) {
        self.reached = reached
        self.uncertain = uncertain
        self.items = items
        self.next = next
    }

    /// The first page of several.
    public static var example: Self {
        Self(reached: 12, uncertain: 1, items: [.example], next: ExampleID.device.description)
    }
}
