/// What asks for access, in Graph's spelling (`conditionalAccessClientApp`).
public enum ClientApplicationType: String, Sendable, Hashable, CaseIterable {
    case browser
    case mobileAppsAndDesktopClients
    case other
}

/// The device of a request, as far as a decision looks at it.
public struct DeviceSignal: Hashable, Sendable {
    public var device: Device
    /// How far the presented identity can be believed: `attested` when its key is in hardware.
    public var identityAssurance: Assurance

    public init(device: Device, identityAssurance: Assurance) {
        self.device = device
        self.identityAssurance = identityAssurance
    }
}

/// The inputs of one decision.
///
/// Users, groups, risk and authentication strength join here as further inputs; each is `absent` until then.
public struct Signals: Hashable, Sendable {
    public var application: String
    public var platform: Input<Platform>
    public var address: Input<IPAddress>
    public var clientApplication: Input<ClientApplicationType>
    public var device: Input<DeviceSignal>
    /// `absent` without a device; `unavailable` while it has not been judged.
    public var verdict: Input<Verdict>

    public init(
        application: String, platform: Input<Platform>, address: Input<IPAddress>,
        clientApplication: Input<ClientApplicationType>, device: Input<DeviceSignal>, verdict: Input<Verdict>
    ) {
        self.application = application
        self.platform = platform
        self.address = address
        self.clientApplication = clientApplication
        self.device = device
        self.verdict = verdict
    }
}
