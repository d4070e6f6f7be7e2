import GatehouseModel

/// What somebody writes about an entry of the register, as they wrote it; what is `nil` stays as it is.
public struct AssetChanges: Hashable, Sendable {
    /// 1 to 255 bytes; a new entry needs one.
    public var name: String?
    /// An ``AssetKind`` by its name.
    public var kind: String?
    /// An ``AssetState`` by its name.
    public var state: String?
    /// The maker's name.
    public var manufacturer: String?
    /// The product's name.
    public var model: String?
    /// As it is written on the thing.
    public var serialNumber: String?
    /// Each a ``MACAddress``; replaces all of them.
    public var macAddresses: [String]?
    /// Each an ``IPAddress``; replaces all of them.
    public var ipAddresses: [String]?
    /// With its version.
    public var operatingSystem: String?
    /// A ``PersonAddress``; empty for nobody.
    public var owner: String?
    /// Added to those that there are.
    public var addTags: [String] = []
    /// Taken away, if they are there.
    public var removeTags: [String] = []
    /// The person or team that answers for it.
    public var accountable: String?
    /// Of who answers for it.
    public var department: String?
    /// Of who answers for it.
    public var costCentre: String?
    /// A building, a room, a site.
    public var location: String?
    /// For people; may have several lines.
    public var notes: String?
    /// Whether a thing that was only discovered belongs here.
    public var isApproved: Bool?

    /// Changes nothing until something is set.
    public init() {}

    /// Without what a managed device says of itself, which nobody else may say.
    func withoutReported() -> AssetChanges {
        var changes = self
        changes.name = nil
        changes.manufacturer = nil
        changes.model = nil
        changes.serialNumber = nil
        changes.macAddresses = nil
        changes.operatingSystem = nil
        return changes
    }

    /// The fields set that only the device itself may say.
    var reported: [String] {
        [
            ("name", name), ("manufacturer", manufacturer), ("model", model), ("serial", serialNumber),
            ("mac", macAddresses?.joined()), ("os", operatingSystem),
        ].compactMap { $0.1 == nil ? nil : $0.0 }
    }
}

/// What is wrong with one field of ``AssetChanges``.
struct AssetProblem: Error, Hashable {
    /// As the CSV file calls its column.
    var field: String
    /// Lower case, no full stop.
    var message: String
    var hint: String?
}

extension AssetChanges {
    /// The entry with the changes; every mistake in them is a problem, and then nothing of it may be used.
    func applied(
        to asset: Asset, by actor: String, at now: Instant
    ) -> (asset: Asset, problems: [AssetProblem]) {
        var result = asset
        var reader = AssetFieldReader()
        reader.set(&result.name, name, "name", limit: 255)
        reader.choose(&result.kind, kind, "kind")
        reader.set(&result.manufacturer, manufacturer, "manufacturer")
        reader.set(&result.model, model, "model")
        reader.set(&result.serialNumber, serialNumber, "serial", limit: 128)
        reader.list(&result.addresses, macAddresses, "mac", "hardware address, as 3c:52:82:0a:1b:2c")
        reader.list(&result.networkAddresses, ipAddresses, "ip", "IP address")
        reader.set(&result.operatingSystem, operatingSystem, "os")
        reader.owner(&result.owner, owner)
        reader.tags(&result.tags, adding: addTags, removing: removeTags)
        reader.set(&result.accountability.party, accountable, "accountable")
        reader.set(&result.accountability.department, department, "department")
        reader.set(&result.accountability.costCentre, costCentre, "costCentre", limit: 64)
        reader.set(&result.location, location, "location")
        reader.set(&result.notes, notes, "notes", limit: 4000, isMultiline: true)
        reader.choose(&result.state, state, "state")
        if result.state != asset.state { result.stateSince = now }
        if let isApproved { result.approvedBy = isApproved ? result.approvedBy ?? actor : nil }
        if result.name.isEmpty {
            reader.problems.append(AssetProblem(field: "name", message: "the entry has no name"))
        }
        return (result, reader.problems)
    }

    /// The entry with the changes; refuses every mistake in them.
    func result(for asset: Asset, by actor: String, at now: Instant) throws -> Asset {
        let (result, problems) = applied(to: asset, by: actor, at: now)
        guard let first = problems.first else { return result }
        throw ServiceError(.invalid, problems.map(\.message).joined(separator: "; "), hint: first.hint)
    }
}

extension Asset {
    /// Names of the fields in which the other differs, as audit entries and previews give them.
    func differences(from other: Asset) -> [String] {
        let pairs: [(String, Bool)] = [
            ("name", name != other.name), ("kind", kind != other.kind), ("state", state != other.state),
            ("sources", sources != other.sources), ("device", device != other.device),
            ("manufacturer", manufacturer != other.manufacturer), ("model", model != other.model),
            ("serial", serialNumber != other.serialNumber), ("mac", addresses != other.addresses),
            ("ip", networkAddresses != other.networkAddresses), ("os", operatingSystem != other.operatingSystem),
            ("owner", owner != other.owner), ("tags", tags != other.tags),
            ("accountable", accountability.party != other.accountability.party),
            ("department", accountability.department != other.accountability.department),
            ("costCentre", accountability.costCentre != other.accountability.costCentre),
            ("location", location != other.location), ("notes", notes != other.notes),
            ("approvedBy", approvedBy != other.approvedBy), ("firstSeen", firstSeen != other.firstSeen),
            ("lastSeen", lastSeen != other.lastSeen),
        ]
        return pairs.filter(\.1).map(\.0)
    }
}
