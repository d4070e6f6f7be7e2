public import GatehouseModel

/// One entry of the asset register.
public struct AssetItem: APIMessage {
    /// Given when the entry was made.
    public var id: AssetID
    /// What the organisation calls it; several may bear the same.
    public var name: String
    /// What it is.
    public var kind: AssetKind
    /// Where it stands in its life.
    public var state: AssetState
    /// Since when.
    public var stateSince: Instant
    /// How the register knows of it.
    public var sources: [AssetSource]
    /// The enrolled device that it is.
    public var device: DeviceID?
    /// Empty when it is not known.
    public var manufacturer: String
    /// Empty when it is not known.
    public var model: String
    /// As it is written on the thing; empty when it is not known.
    public var serialNumber: String
    /// Of its network interfaces, `3c:52:82:0a:1b:2c`.
    public var macAddresses: [String]
    /// At which it was last known to be reached.
    public var ipAddresses: [String]
    /// Operating system or firmware with its version; empty when it is not known.
    public var operatingSystem: String
    /// The e-mail address or user principal name of the person it was given to; not there for nobody's.
    public var owner: String?
    /// The administrators' own words for it, in order.
    public var tags: [String]
    /// Who answers for it.
    public var accountability: AccountabilityItem
    /// A building, a room, a site; empty when it is not known.
    public var location: String
    /// For people.
    public var notes: String
    /// Who said that a thing that was only discovered belongs here.
    public var approvedBy: String?
    /// When it was first seen or entered.
    public var firstSeen: Instant
    /// When it was last seen; not there for a thing that nothing sees.
    public var lastSeen: Instant?
    /// Grows by one with every change; a change that names another is refused.
    public var version: Int64
    /// In use, and not seen for longer than the tenant's `assetsStaleAfter`.
    public var isStale: Bool
    /// Seen, and nobody answers for its being here; or seen after it was retired, disposed of, lost or stolen.
    public var isUnauthorised: Bool
    /// Other entries with its serial number or one of its addresses: one of them is wrong, or they are one thing.
    public var sharesIdentifiersWith: [AssetID]

    /// The entry, with what the server reckoned.
    public init(_ asset: Asset, isStale: Bool, sharesIdentifiersWith: [AssetID]) {
        id = asset.id
        name = asset.name
        kind = asset.kind
        state = asset.state
        stateSince = asset.stateSince
        sources = asset.sources
        device = asset.device
        manufacturer = asset.manufacturer
        model = asset.model
        serialNumber = asset.serialNumber
        macAddresses = asset.addresses.map(\.description)
        ipAddresses = asset.networkAddresses.map(\.description)
        operatingSystem = asset.operatingSystem
        owner = asset.owner
        tags = asset.tags
        accountability = AccountabilityItem(asset.accountability)
        location = asset.location
        notes = asset.notes
        approvedBy = asset.approvedBy
        firstSeen = asset.firstSeen
        lastSeen = asset.lastSeen
        version = asset.version
        self.isStale = isStale
        isUnauthorised = asset.isUnauthorised
        self.sharesIdentifiersWith = sharesIdentifiersWith
    }

    /// A laptop that was imported and then enrolled.
    public static var example: Self {
        let asset = Asset(
            id: ExampleID.asset, name: "eng-laptop-7", kind: .computer, state: .inUse, stateSince: ExampleID.morning,
            sources: [.managed, .imported], device: ExampleID.device, manufacturer: "LENOVO", model: "ThinkPad T14",
            serialNumber: "PF3X7K2A", addresses: [MACAddress("3c:52:82:0a:1b:2c")].compactMap(\.self),
            networkAddresses: [IPAddress("192.0.2.7")].compactMap(\.self), operatingSystem: "Debian GNU/Linux 12.11",
            owner: "ada@example.org", tags: ["kiosk"], accountability: AccountabilityItem.example.accountability,
            location: "Berlin, 2.07", notes: "second monitor", approvedBy: "token:setup", firstSeen: ExampleID.morning,
            lastSeen: ExampleID.later, version: 3)
        return Self(asset, isStale: false, sharesIdentifiersWith: [ExampleID.otherAsset])
    }
}

/// Writes down a thing, or changes an entry: what is left out stays as it is.
public struct AssetRequest: APIMessage {
    /// Refuses the change when the entry has another version by now.
    public var version: Int64?
    /// 1 to 255 bytes; a new entry needs one.
    public var name: String?
    /// An ``AssetKind`` by its name, as `printer`.
    public var kind: String?
    /// An ``AssetState`` by its name, as `inRepair`.
    public var state: String?
    /// The maker's name.
    public var manufacturer: String?
    /// The product's name.
    public var model: String?
    /// As it is written on the thing.
    public var serialNumber: String?
    /// Replaces all of them.
    public var macAddresses: [String]?
    /// Replaces all of them.
    public var ipAddresses: [String]?
    /// With its version.
    public var operatingSystem: String?
    /// An e-mail address; empty for nobody.
    public var owner: String?
    /// Added to those that there are.
    public var addTags: [String]?
    /// Taken away, if they are there.
    public var removeTags: [String]?
    /// The person or team that answers for it.
    public var accountable: String?
    /// Of who answers for it.
    public var department: String?
    /// Of who answers for it.
    public var costCentre: String?
    /// A building, a room, a site.
    public var location: String?
    /// For people; at most 4000 bytes.
    public var notes: String?
    /// Whether a thing that was only discovered belongs here.
    public var isApproved: Bool?

    /// Changes nothing until something is set.
    public init() {}

    /// A printer.
    public static var example: Self {
        var request = Self()
        request.version = 3
        request.name = "printer-2f"
        request.kind = AssetKind.printer.rawValue
        request.state = AssetState.inUse.rawValue
        request.manufacturer = "Brother"
        request.model = "HL-L6400"
        request.serialNumber = "E74512K9N"
        request.macAddresses = ["3c:2a:f4:11:22:33"]
        request.ipAddresses = ["192.0.2.40"]
        request.operatingSystem = "firmware 1.23"
        request.owner = "ada@example.org"
        request.addTags = ["floor-2"]
        request.removeTags = ["spare"]
        request.accountable = "Workplace team"
        request.department = "IT"
        request.costCentre = "4711"
        request.location = "Berlin, 2.01"
        request.notes = "toner in the cupboard"
        request.isApproved = true
        return request
    }
}

/// Says whose a device is, who answers for it, and what it is tagged with: what is left out stays as it is.
public struct DeviceAssignmentRequest: APIMessage {
    /// Whether it is the organisation's or a person's own, which decides what it reports.
    public var ownership: Ownership?
    /// An e-mail address or user principal name; empty for nobody.
    public var owner: String?
    /// Added to those that there are.
    public var addTags: [String]?
    /// Taken away, if they are there.
    public var removeTags: [String]?
    /// The person or team that answers for it.
    public var accountable: String?
    /// Of who answers for it.
    public var department: String?
    /// Of who answers for it.
    public var costCentre: String?

    /// Changes nothing until something is set.
    public init() {}

    /// A kiosk with its team.
    public static var example: Self {
        var request = Self()
        request.ownership = .company
        request.owner = "ada@example.org"
        request.addTags = ["kiosk"]
        request.removeTags = ["spare"]
        request.accountable = "Workplace team"
        request.department = "IT"
        request.costCentre = "4711"
        return request
    }
}

/// Makes two entries for one thing one.
public struct AssetMergeRequest: APIMessage {
    /// The entry that goes; what it alone says is kept.
    public var other: AssetID

    /// A request to take in `other`.
    public init(other: AssetID) { self.other = other }

    /// The other entry of the examples.
    public static var example: Self { Self(other: ExampleID.otherAsset) }
}
