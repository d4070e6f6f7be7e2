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
}

/// A device of a tenant: identity and directory attributes, without its facts.
public struct Device: Hashable, Sendable {
    public var id: DeviceID
    public var name: String
    public var platform: Platform
    public var ownership: Ownership
    public var trustType: TrustType
    public var lifecycle: DeviceLifecycle
    /// Names of the assigned device groups.
    public var groups: [String]
    public var manufacturer: String
    public var model: String
    public var serialNumber: String
    /// Name of the operating system as a person says it, `Debian GNU/Linux`.
    public var operatingSystem: String
    public var operatingSystemVersion: String
    public var enrolledAt: Instant
    public var lastContact: Instant

    public init(
        id: DeviceID, name: String, platform: Platform, ownership: Ownership, trustType: TrustType = .azureAd,
        lifecycle: DeviceLifecycle = .enrolled, groups: [String] = [], manufacturer: String = "", model: String = "",
        serialNumber: String = "", operatingSystem: String = "", operatingSystemVersion: String = "",
        enrolledAt: Instant, lastContact: Instant
    ) {
        self.id = id
        self.name = name
        self.platform = platform
        self.ownership = ownership
        self.trustType = trustType
        self.lifecycle = lifecycle
        self.groups = groups
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.operatingSystem = operatingSystem
        self.operatingSystemVersion = operatingSystemVersion
        self.enrolledAt = enrolledAt
        self.lastContact = lastContact
    }
}
