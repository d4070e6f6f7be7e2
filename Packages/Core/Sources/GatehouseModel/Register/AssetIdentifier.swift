/// What two entries of the register cannot both have, unless they are one thing or one of them is wrong.
public enum AssetIdentifier: Hashable, Sendable {
    case serialNumber(SerialNumber)
    /// Only one that is universal.
    case address(MACAddress)

    /// The identifier as one text, `serial:PF3X7K2A` or `mac:3c:52:82:0a:1b:2c`.
    public var text: String {
        switch self {
        case .serialNumber(let number): "serial:\(number)"
        case .address(let address): "mac:\(address)"
        }
    }
}

extension Asset {
    /// By what the thing is recognised: its serial number and universal hardware addresses, each once.
    public var identifiers: [AssetIdentifier] {
        let serial = SerialNumber(serialNumber).map { [AssetIdentifier.serialNumber($0)] } ?? []
        return serial + Set(addresses).filter(\.isUniversal).sorted().map { .address($0) }
    }
}

/// Which entry a thing is, by the rules of `docs/how-to/keep-the-asset-register.md`.
public enum AssetMatch: Hashable, Sendable {
    case none
    case one(AssetID)
    /// Several, or one that contradicts it; the reason is for people.
    case ambiguous([AssetID], reason: String)

    /// Finds the entry among `candidates`, which share an identifier with the thing; pure and total.
    ///
    /// A serial number counts where both manufacturers can be one. Addresses count unless both serial numbers are known
    /// and differ: adapters move between machines. Whatever names two entries names none.
    public init(of thing: Asset, among candidates: [Asset]) {
        let serial = SerialNumber(thing.serialNumber)
        let addresses = Set(thing.addresses.filter(\.isUniversal))
        var found = Set<AssetID>()
        var contradicted = Set<AssetID>()
        for candidate in candidates where candidate.id != thing.id {
            let other = SerialNumber(candidate.serialNumber)
            let canBeOne = SerialNumber.canBeOneManufacturer(thing.manufacturer, candidate.manufacturer)
            let sharesSerial = serial != nil && serial == other
            let sharesAddress = candidate.addresses.contains { addresses.contains($0) }
            guard sharesSerial || sharesAddress else { continue }
            let contradicts = sharesSerial ? !canBeOne && !sharesAddress : serial != nil && other != nil
            if contradicts { contradicted.insert(candidate.id) } else { found.insert(candidate.id) }
        }
        switch (found.count, contradicted.isEmpty) {
        case (0, true): self = .none
        case (1, true): self = .one(found.first ?? thing.id)
        case (0, false):
            self = .ambiguous(
                contradicted.sorted(), reason: "an identifier agrees, and the manufacturer or serial number does not")
        default:
            self = .ambiguous(
                found.union(contradicted).sorted(), reason: "its identifiers belong to different entries")
        }
    }
}

extension Asset {
    /// Takes in another entry for the same thing: what is empty here is taken from there, lists are joined.
    ///
    /// A thing that somebody said is gone stays gone, so that its being seen stands out.
    public mutating func absorb(_ other: Asset) {
        fill(from: other)
        sources = AssetSource.allCases.filter { sources.contains($0) || other.sources.contains($0) }
        device = device ?? other.device
        addresses = Set(addresses + other.addresses).sorted()
        networkAddresses = Set(networkAddresses + other.networkAddresses).sorted { $0.description < $1.description }
        tags = Array(Set(tags + other.tags).sorted().prefix(Tag.most))
        approvedBy = approvedBy ?? other.approvedBy
        firstSeen = min(firstSeen, other.firstSeen)
        lastSeen = [lastSeen, other.lastSeen].compactMap(\.self).max()
        if other.state.forbidsSightings, !state.forbidsSightings {
            state = other.state
            stateSince = other.stateSince
        }
    }

    private mutating func fill(from other: Asset) {
        if kind == .other { kind = other.kind }
        if manufacturer.isEmpty { manufacturer = other.manufacturer }
        if model.isEmpty { model = other.model }
        if serialNumber.isEmpty { serialNumber = other.serialNumber }
        if operatingSystem.isEmpty { operatingSystem = other.operatingSystem }
        owner = owner ?? other.owner
        if accountability.isEmpty { accountability = other.accountability }
        if location.isEmpty { location = other.location }
        if notes.isEmpty { notes = other.notes }
    }
}
