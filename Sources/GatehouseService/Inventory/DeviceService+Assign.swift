public import GatehouseModel

extension DeviceService {
    /// Says whose a device is, who answers for it, and what it is tagged with; nothing else of it can be written.
    ///
    /// Groups and assignments may look at owner and tags, so that the device is judged anew.
    public func assign(
        _ tenant: TenantID, _ id: DeviceID, _ changes: AssetChanges, actor: String
    ) async throws -> Device {
        let now = clock.now
        return try await store.write(tenant) { work in
            guard let record = try work.device(id) else {
                throw ServiceError(.notFound, "there is no device `\(id)`")
            }
            var asset = try work.asset(of: id) ?? Asset(assigned: record.device, at: now)
            let held = asset
            let (result, problems) = changes.assignment.applied(to: asset, by: actor, at: now)
            if let first = problems.first {
                throw ServiceError(.invalid, problems.map(\.message).joined(separator: "; "), hint: first.hint)
            }
            let differences = result.differences(from: held)
            guard !differences.isEmpty else { return record.device }
            asset = result
            asset.version += 1
            try work.saveWithDevice(asset, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "device.update", target: "device/\(id)",
                    detail: "fields \(differences.joined(separator: ", "))"))
            return try work.device(id)?.device ?? record.device
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

extension Asset {
    /// The entry of a device that was enrolled before there was a register.
    fileprivate init(assigned device: Device, at now: Instant) {
        self.init(
            id: .random(), name: device.name, kind: .computer, stateSince: now, sources: [device.source],
            device: device.id, manufacturer: device.manufacturer, model: device.model,
            serialNumber: device.serialNumber, owner: device.owner, tags: device.tags,
            accountability: device.accountability, firstSeen: device.enrolledAt, lastSeen: device.lastContact)
    }
}
