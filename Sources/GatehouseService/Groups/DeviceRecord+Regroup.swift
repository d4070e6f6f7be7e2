import GatehouseDocuments
import GatehouseModel
import GatehousePolicy

extension DeviceRecord {
    /// Makes the device's groups what they are now, without saving them; says whether that changed them.
    mutating func regroup(_ grouping: DeviceGrouping, in work: any StoreReading) throws -> Bool {
        // Whether a name is shared is asked only where a group knows it: most names are in none.
        let sharesName = try grouping.hasMember(named: device.name) && work.hasNamesake(of: device)
        let found = grouping.memberships(of: device, joined: joinedGroups, sharesName: sharesName)
        guard found.groups != device.groups || found.uncertainGroups != device.uncertainGroups else { return false }
        device.groups = found.groups
        device.uncertainGroups = found.uncertainGroups
        return true
    }
}

extension StoreReading {
    /// The groups as the documents have them in this unit of work.
    func deviceGrouping() throws -> DeviceGrouping {
        DeviceGrouping(try TenantCatalogue(documents(kind: DocumentKind.deviceGroup.rawValue)).deviceGroups)
    }

    fileprivate func hasNamesake(of device: Device) throws -> Bool {
        try devices(named: device.name).contains { $0.device.id != device.id && $0.device.lifecycle == .enrolled }
    }
}

extension StoreWriting {
    /// Has the other devices of these names judged anew where a group means them by name, since it may be shared now.
    func scheduleNamesakes(
        of names: Set<String>, except device: DeviceID, _ grouping: DeviceGrouping, at now: Instant
    ) throws {
        for name in names where grouping.hasMember(named: name) {
            for other in try devices(named: name) where other.device.id != device {
                try schedule(ComplianceJobs.device(tenant, other.device.id, at: now))
            }
        }
    }
}
