/// What kind of thing an entry of the register is.
public enum AssetKind: String, Sendable, Hashable, CaseIterable {
    case computer
    case server
    case virtualMachine
    case phone
    case tablet
    case printer
    /// Switches, routers, access points, firewalls.
    case networkEquipment
    case camera
    /// Controllers, sensors and other things with a purpose of their own.
    case controller
    case storage
    case peripheral
    case other
}

/// Where a thing stands between being ordered and being gone.
public enum AssetState: String, Sendable, Hashable, CaseIterable {
    case ordered
    case inStock
    case inUse
    case inRepair
    /// Out of service, still in the house.
    case retired
    /// Out of the house for good, its data destroyed.
    case disposed
    case lost
    case stolen

    /// Whether nobody may see the thing on a network any more: a sighting is something to look at.
    public var forbidsSightings: Bool {
        switch self {
        case .retired, .disposed, .lost, .stolen: true
        case .ordered, .inStock, .inUse, .inRepair: false
        }
    }
}

/// How the register knows of a thing; an entry has one or more.
public enum AssetSource: String, Sendable, Hashable, CaseIterable {
    /// It enrolled, and our agent manages it.
    case managed
    /// It enrolled for telemetry only.
    case onboarded
    /// A list of what the organisation has named it.
    case imported
    /// A person wrote it down.
    case entered
    /// It was seen, on a network or in another system's records, and nobody said that it belongs here.
    case discovered

    /// Whether somebody answered for the thing's being here.
    public var authorises: Bool { self != .discovered }
}

/// One thing of the organisation, or one seen in it: managed or not.
public struct Asset: Hashable, Sendable {
    /// Given when the entry is made.
    public var id: AssetID
    /// What the organisation calls it; need not be unique.
    public var name: String
    /// What it is.
    public var kind: AssetKind
    /// Where it stands in its life.
    public var state: AssetState
    /// Since when it stands there, by the server's clock.
    public var stateSince: Instant
    /// How the register knows of it, in the order of ``AssetSource``; never empty.
    public var sources: [AssetSource]
    /// The enrolled device that it is.
    public var device: DeviceID?
    /// The maker's name; empty when it is not known.
    public var manufacturer: String
    /// The product's name; empty when it is not known.
    public var model: String
    /// As it is written on the thing; empty when it is not known.
    public var serialNumber: String
    /// Of its network interfaces, in order.
    public var addresses: [MACAddress]
    /// At which it was last known to be reached, in order.
    public var networkAddresses: [IPAddress]
    /// The operating system or firmware with its version; empty when it is not known.
    public var operatingSystem: String
    /// The e-mail address or user principal name of the person it was given to.
    public var owner: String?
    /// The administrators' own words for it, in order.
    public var tags: [String]
    /// Who answers for it.
    public var accountability: Accountability
    /// A building, a room, a site; empty when it is not known.
    public var location: String
    /// For people.
    public var notes: String
    /// Who said that a thing that was only discovered belongs here; `nil` while nobody did.
    public var approvedBy: String?
    /// When it was first seen or entered, by the server's clock.
    public var firstSeen: Instant
    /// When it was last seen; `nil` for a thing that nothing sees.
    public var lastSeen: Instant?
    /// Counts every change of the entry from 1, so that two who change it at once notice.
    public var version: Int64

    /// Takes the parts as they are; nothing is checked.
    public init(
        id: AssetID, name: String, kind: AssetKind = .other, state: AssetState = .inUse, stateSince: Instant,
        sources: [AssetSource], device: DeviceID? = nil, manufacturer: String = "", model: String = "",
        serialNumber: String = "", addresses: [MACAddress] = [], networkAddresses: [IPAddress] = [],
        operatingSystem: String = "", owner: String? = nil, tags: [String] = [],
        accountability: Accountability = Accountability(), location: String = "", notes: String = "",
        approvedBy: String? = nil, firstSeen: Instant, lastSeen: Instant? = nil, version: Int64 = 1
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.state = state
        self.stateSince = stateSince
        self.sources = sources
        self.device = device
        self.manufacturer = manufacturer
        self.model = model
        self.serialNumber = serialNumber
        self.addresses = addresses
        self.networkAddresses = networkAddresses
        self.operatingSystem = operatingSystem
        self.owner = owner
        self.tags = tags
        self.accountability = accountability
        self.location = location
        self.notes = notes
        self.approvedBy = approvedBy
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.version = version
    }
}

extension Asset {
    /// Whether it is to be seen and was not for longer than `limit`; what nothing ever saw is not stale.
    public func isStale(after limit: Duration, at now: Instant) -> Bool {
        guard state == .inUse, let lastSeen else { return false }
        return lastSeen < now - limit
    }

    /// Whether it was seen and nobody answers for its being here, or it was seen after it should have been gone.
    public var isUnauthorised: Bool {
        guard let lastSeen else { return false }
        let isApproved = approvedBy != nil || sources.contains { $0.authorises }
        return !isApproved || state.forbidsSightings && lastSeen > stateSince
    }
}
