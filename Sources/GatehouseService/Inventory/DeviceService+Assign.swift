public import GatehouseModel

extension DeviceService {
    /// Says whose a device is, who answers for it, and what it is tagged with; nothing else of it can be written.
    ///
    /// Groups and assignments may look at all of that, so that the device is judged anew. What a device that becomes
    /// personal does not report is forgotten in the same unit of work, and the device learns of it with its next
    /// check-in.
    public func assign(
        _ tenant: TenantID, _ id: DeviceID, _ changes: AssetChanges, ownership: Ownership? = nil, actor: String
    ) async throws -> Device {
        let now = clock.now
        return try await store.write(tenant) { work in
            if let ownership { try work.changeOwnership(of: id, to: ownership, by: actor, at: now) }
            let device = try work.requireDevice(id).device
            let held = try work.asset(of: id) ?? Asset(describing: device, at: now)
            var asset = try changes.assignment.result(for: held, by: actor, at: now)
            let differences = asset.differences(from: held)
            guard !differences.isEmpty else { return device }
            asset.version += 1
            try work.saveWithDevice(asset, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "device.update", target: "device/\(id)",
                    detail: "fields \(differences.joined(separator: ", "))"))
            return try work.requireDevice(id).device
        }
    }
}

extension AssetChanges {
    /// Only what may be written of a device.
    fileprivate var assignment: AssetChanges {
        var changes = AssetChanges()
        changes.owner = owner
        changes.addTags = addTags
        changes.removeTags = removeTags
        changes.accountable = accountable
        changes.department = department
        changes.costCentre = costCentre
        return changes
    }
}
