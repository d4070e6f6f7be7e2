import GatehouseModel

extension StoreWriting {
    /// Keeps the register's entry of a device in step with it, without saving the device.
    ///
    /// A device without an entry takes over the one that waits for it, with owner, tags and accountability where it has
    /// none of its own; where several could be meant it gets its own, and the register shows what they share.
    func register(
        _ record: inout DeviceRecord, facts: [Fact] = [], isEnrolling: Bool = false, at now: Instant
    ) throws {
        let device = record.device
        let held = try asset(of: device.id)
        var entry = held ?? Asset(describing: device, at: now)
        entry.describe(by: device, facts)
        if let other = try waiting(for: entry) {
            if held == nil { entry.takeIdentity(of: other) }
            entry.absorb(other)
            if other.sources.contains(.imported) || other.sources.contains(.entered) { record.inherit(from: other) }
            if held != nil { try deleteAsset(other.id) }
            try audit(
                AuditEntry(
                    at: now, actor: "system", action: held == nil ? "asset.link" : "asset.merge",
                    target: "asset/\(entry.id)", detail: "device \(device.id), entry \(other.id)"))
        }
        entry.assign(record.device)
        if isEnrolling, [.ordered, .inStock, .inRepair, .retired].contains(entry.state) {
            entry.state = .inUse
            entry.stateSince = now
        }
        guard held == nil || !entry.differences(from: held ?? entry).isEmpty else { return }
        if held != nil { entry.version += 1 }
        try save(entry)
    }

    /// The one entry without a device that is the same thing.
    private func waiting(for entry: Asset) throws -> Asset? {
        guard case .one(let id) = try AssetMatch(of: entry, among: assets(sharing: entry.identifiers)),
            let other = try asset(id), other.device == nil
        else { return nil }
        return other
    }

    /// What becomes of the entry of a device that left the fleet in good order.
    func registerRetirement(of device: DeviceID, at now: Instant) throws {
        guard var entry = try asset(of: device), !entry.state.forbidsSightings else { return }
        entry.state = .retired
        entry.stateSince = now
        entry.version += 1
        try save(entry)
    }

    /// What becomes of the entry of a device that is forgotten: it goes too, unless somebody else knows of the thing.
    func unregister(_ device: DeviceID, at now: Instant, actor: String) throws {
        guard var entry = try asset(of: device) else { return }
        entry.sources.removeAll { $0 == .managed || $0 == .onboarded }
        entry.device = nil
        entry.version += 1
        if entry.sources.isEmpty { try deleteAsset(entry.id) } else { try save(entry) }
        try audit(
            AuditEntry(
                at: now, actor: actor, action: entry.sources.isEmpty ? "asset.delete" : "asset.unlink",
                target: "asset/\(entry.id)", detail: "device \(device)"))
    }

    /// Saves a device whose ownership, owner, tags or accountability changed: groups and assignments may look at them.
    func saveAssigned(_ record: DeviceRecord, at now: Instant) throws {
        var record = record
        _ = try record.regroup(deviceGrouping(), in: self)
        try save(record)
        try regroupInDirectory(record.device)
        try schedule(ComplianceJobs.device(tenant, record.device.id, at: now))
    }
}

extension DeviceRecord {
    /// What administrators wrote down beforehand holds where nothing else was said.
    fileprivate mutating func inherit(from entry: Asset) {
        device.owner = device.owner ?? entry.owner
        if device.tags.isEmpty { device.tags = entry.tags }
        if device.accountability.isEmpty { device.accountability = entry.accountability }
    }
}

extension Asset {
    /// A first entry of the device; not kept yet.
    init(describing device: Device, at now: Instant) {
        self.init(
            id: .random(), name: device.name, kind: .computer, stateSince: now, sources: [device.source],
            device: device.id, firstSeen: device.enrolledAt, lastSeen: device.lastContact)
        describe(by: device, [])
        assign(device)
    }

    /// What the device says of itself; its silence takes nothing away.
    fileprivate mutating func describe(by device: Device, _ facts: [Fact]) {
        name = device.name
        sources = AssetSource.allCases.filter {
            $0 == device.source || sources.contains($0) && $0 != .managed && $0 != .onboarded
        }
        if !device.manufacturer.isEmpty { manufacturer = device.manufacturer }
        if !device.model.isEmpty { model = device.model }
        if !device.serialNumber.isEmpty { serialNumber = device.serialNumber }
        let system = "\(device.operatingSystem) \(device.operatingSystemVersion)"
        if !device.operatingSystem.isEmpty { operatingSystem = system.last == " " ? device.operatingSystem : system }
        if let found = MACAddress.all(in: facts) { addresses = found }
    }

    /// The directory decides who a managed device belongs to.
    fileprivate mutating func assign(_ device: Device) {
        owner = device.owner
        tags = device.tags
        accountability = device.accountability
    }

    fileprivate mutating func takeIdentity(of other: Asset) {
        id = other.id
        version = other.version + 1
        if other.kind != .other { kind = other.kind }
        state = other.state
        stateSince = other.stateSince
    }
}

extension Device {
    /// How the register knows of it.
    var source: AssetSource { management == .managed ? .managed : .onboarded }
}

extension MACAddress {
    /// The addresses of real adapters among the facts; `nil` when the facts do not say.
    fileprivate static func all(in facts: [Fact]) -> [MACAddress]? {
        guard let fact = facts.last(where: { $0.key == "network.interfaces" }),
            case .known(.list(let rows)) = fact.state
        else { return nil }
        let found = rows.compactMap { row -> MACAddress? in
            guard case .record(let fields) = row, case .text(let kind)? = fields["kind"],
                kind == "physical" || kind == "wireless", case .text(let text)? = fields["mac"],
                let address = MACAddress(text), address.isUniversal
            else { return nil }
            return address
        }
        return Array(Set(found).sorted().prefix(32))
    }
}
