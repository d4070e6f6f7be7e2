/// Who owns a device, in Graph's spelling (`managedDeviceOwnerType`).
public enum Ownership: String, Sendable, Hashable, CaseIterable {
    case company
    case personal
}

/// How a device is bound to its tenant, in Graph's spelling (`trustType`): registered, joined, hybrid.
public enum TrustType: String, Sendable, Hashable, CaseIterable {
    case workplace = "Workplace"
    case azureAd = "AzureAd"
    case serverAd = "ServerAd"
}

/// Where a device stands in its life.
public enum DeviceLifecycle: String, Sendable, Hashable, CaseIterable {
    case enrolled
    /// Its identity was withdrawn; nothing that it presents is accepted until it enrols again.
    case revoked
    /// It left the fleet in good order.
    case retired
    /// Its identity was withdrawn, and its hardware may not enrol until an administrator releases it.
    case blocked
}

/// A device of a tenant: identity and directory attributes, without its facts.
public struct Device: Hashable, Sendable {
    /// Given at the first enrolment; the same hardware keeps it when it enrols again.
    public var id: DeviceID
    /// Chosen at enrolment, the host name by default (Graph's `displayName`); it need not be unique.
    public var name: String
    /// What the device said at enrolment.
    public var platform: Platform
    /// Set by the enrolment code that was used.
    public var ownership: Ownership
    /// `AzureAd` unless its enrolment says otherwise.
    public var trustType: TrustType
    /// What may be done with it; set when it enrols.
    public var management: DeviceManagement
    /// Anything but `enrolled` is refused at check-in, renewal and access.
    public var lifecycle: DeviceLifecycle
    /// Names of the device groups that it is in, in order.
    public var groups: [String]
    /// Names of the device groups that it may be in: what decides about them is not known.
    public var uncertainGroups: [String]
    /// The vendor's name, from `hardware.manufacturer`; empty when it is not known.
    public var manufacturer: String
    /// The product's name, from `hardware.model`; empty when it is not known.
    public var model: String
    /// The product's serial number, from `hardware.serial`; empty when it is not known.
    public var serialNumber: String
    /// The e-mail address or user principal name of the person it was given to, in lower case; `nil` for nobody's.
    public var owner: String?
    /// The administrators' own words for it, as ``Tag`` admits them, in order and each once.
    public var tags: [String]
    /// Who answers for it, whoever uses it.
    public var accountability: Accountability
    /// Name of the operating system as a person says it, `Debian GNU/Linux`.
    public var operatingSystem: String
    /// Full version, `12.11`, from `os.version`; empty when it is not known.
    public var operatingSystemVersion: String
    /// When it enrolled last, by the server's clock.
    public var enrolledAt: Instant
    /// When it enrolled or was last heard of, by the server's clock.
    public var lastContact: Instant

    /// A joined and enrolled device unless said otherwise; what is left empty is not known.
    public init(
        id: DeviceID, name: String, platform: Platform, ownership: Ownership, trustType: TrustType = .azureAd,
        management: DeviceManagement = .managed, lifecycle: DeviceLifecycle = .enrolled, groups: [String] = [],
        uncertainGroups: [String] = [], manufacturer: String = "", model: String = "", serialNumber: String = "",
        owner: String? = nil, tags: [String] = [], accountability: Accountability = Accountability(),
        operatingSystem: String = "",
        operatingSystemVersion: String = "", enrolledAt: Instant, lastContact: Instant
    ) {
        self.id = id
        self.name = name
        self.platform = platform
        self.ownership = ownership
        self.trustType = trustType
        self.management = management
        self.lifecycle = lifecycle
        self.groups = groups
        self.uncertainGroups = uncertainGroups
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.owner = owner
        self.tags = tags
        self.accountability = accountability
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
        self.enrolledAt = enrolledAt
        self.lastContact = lastContact
    }
}
