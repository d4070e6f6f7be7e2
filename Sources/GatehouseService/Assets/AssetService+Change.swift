public import GatehouseModel

extension AssetService {
    /// Writes down a thing; refuses one that the register has already, by serial number or hardware address.
    public func create(_ tenant: TenantID, _ changes: AssetChanges, actor: String) async throws -> AssetListing {
        let now = clock.now
        return try await store.write(tenant) { work in
            let blank = Asset(id: .random(), name: "", stateSince: now, sources: [.entered], firstSeen: now)
            let asset = try changes.result(for: blank, by: actor, at: now)
            try Self.requireOwn(asset, in: work)
            try work.save(asset)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "asset.create", target: "asset/\(asset.id)",
                    detail: "name \(asset.name)"))
            return try work.listing(of: asset, staleAfter: work.staleAfter(), at: now)
        }
    }

    /// Changes an entry, and the device that it is; refused when `version` is given and the entry has another by now.
    ///
    /// What a device reports of itself cannot be changed here. Owner and tags of a device choose its groups, so that it
    /// is judged anew.
    public func change(
        _ tenant: TenantID, _ id: AssetID, _ changes: AssetChanges, version: Int64?, actor: String
    ) async throws -> AssetListing {
        let now = clock.now
        return try await store.write(tenant) { work in
            let held = try work.requireAsset(id)
            try Self.require(version, of: held)
            if held.device != nil, let field = changes.reported.first {
                throw ServiceError(
                    .conflict, "the `\(field)` of a managed device is what the device says itself",
                    hint: "leave it out, or see gatehouse device rename")
            }
            var asset = try changes.result(for: held, by: actor, at: now)
            if asset.identifiers != held.identifiers { try Self.requireOwn(asset, in: work) }
            let differences = asset.differences(from: held)
            if !differences.isEmpty {
                asset.version += 1
                try work.saveWithDevice(asset, at: now)
                try work.audit(
                    AuditEntry(
                        at: now, actor: actor, action: "asset.update", target: "asset/\(id)",
                        detail: "fields \(differences.joined(separator: ", "))"))
            }
            return try work.listing(of: asset, staleAfter: work.staleAfter(), at: now)
        }
    }

    /// Makes two entries for one thing one: the first stays and takes in the other; two devices are never one.
    public func merge(
        _ tenant: TenantID, _ id: AssetID, with other: AssetID, actor: String
    ) async throws -> AssetListing {
        let now = clock.now
        return try await store.write(tenant) { work in
            var asset = try work.requireAsset(id)
            let second = try work.requireAsset(other)
            guard id != other else { throw ServiceError(.invalid, "an entry cannot be merged with itself") }
            guard asset.device == nil || second.device == nil else {
                throw ServiceError(
                    .conflict, "both entries are enrolled devices",
                    hint: "delete the device that is gone: gatehouse device delete")
            }
            asset.absorb(second)
            asset.version += 1
            try work.deleteAsset(other)
            try work.saveWithDevice(asset, at: now)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "asset.merge", target: "asset/\(id)",
                    detail: "took in \(other), name \(second.name)"))
            return try work.listing(of: asset, staleAfter: work.staleAfter(), at: now)
        }
    }

    private static func require(_ version: Int64?, of asset: Asset) throws {
        guard let version, version != asset.version else { return }
        throw ServiceError(
            .conflict, "the entry was changed meanwhile: it has version \(asset.version), not \(version)",
            hint: "read it again, and change that")
    }

    /// Refuses an identifier that another entry has.
    private static func requireOwn(_ asset: Asset, in work: any StoreReading) throws {
        guard let other = try work.assets(sharing: asset.identifiers).first(where: { $0.id != asset.id }) else {
            return
        }
        throw ServiceError(
            .conflict, "the entry `\(other.name)` (\(other.id)) has the same serial number or hardware address",
            hint: "change that entry, or merge the two: gatehouse asset merge")
    }
}

extension StoreWriting {
    /// Saves an entry, and gives the device that it is the same owner, tags and accountability.
    func saveWithDevice(_ asset: Asset, at now: Instant) throws {
        try save(asset)
        guard let id = asset.device, var record = try device(id) else { return }
        let before = record.device
        record.device.owner = asset.owner
        record.device.tags = asset.tags
        record.device.accountability = asset.accountability
        if record.device != before { try saveAssigned(record, at: now) }
    }
}
