/// What asks for access, in Graph's spelling (`conditionalAccessClientApp`).
public enum ClientApplicationType: String, Sendable, Hashable, CaseIterable {
    case browser
    case mobileAppsAndDesktopClients
    case other
}

/// The device of a request, as far as a decision looks at it.
public struct DeviceSignal: Hashable, Sendable {
    /// The device as the directory has it.
    public var device: Device
    /// How far the presented identity can be believed: `attested` when its key is in hardware.
    public var identityAssurance: Assurance
    /// `false` for a device that is only supposed, as What If does: filters take its attributes as null, except
    /// `isCompliant`.
    public var hasAttributes: Bool

    /// Takes the parts as they are; that the identity was verified is the caller's duty.
    public init(device: Device, identityAssurance: Assurance, hasAttributes: Bool = true) {
        self.device = device
        self.identityAssurance = identityAssurance
        self.hasAttributes = hasAttributes
    }
}

/// The inputs of one decision.
///
/// Users, groups, risk and authentication strength join here as further inputs; each is `absent` until then.
public struct Signals: Hashable, Sendable {
    /// The name of the application that is asked for; whether the caller may ask is checked before.
    public var application: String
    /// The platform of a known device; without one what the client claims, `absent` when that names none.
    public var platform: Input<Platform>
    /// Where the request came from; every live request has one, so that one not told is `unavailable` there.
    public var address: Input<IPAddress>
    /// What the client claims to be: it may lie.
    public var clientApplication: Input<ClientApplicationType>
    /// `absent` when no identity was presented; `unavailable` when the device cannot be looked up.
    public var device: Input<DeviceSignal>
    /// `absent` without a device; `unavailable` while it has not been judged.
    public var verdict: Input<Verdict>

    /// Takes the inputs as they are; none has a default, so that none is forgotten.
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
