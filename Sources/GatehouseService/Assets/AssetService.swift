import GatehouseDocuments
public import GatehouseModel

/// An entry of the register with what is reckoned when it is asked for.
public struct AssetListing: Hashable, Sendable {
    /// The entry as it is kept.
    public var asset: Asset
    /// Whether it is in use and was not seen for longer than the tenant's limit.
    public var isStale: Bool
    /// Other entries with a serial number or hardware address of this one.
    public var sharesIdentifiersWith: [AssetID]
}

/// The register of all things: managed, onboarded, imported, entered and discovered.
public struct AssetService: Sendable {
    let store: any Store
    let clock: Clock

    /// Makes the service; `clock` decides what is stale.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of the register; beside the store's fields it may be filtered by `isStale`.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<AssetListing> {
        let now = clock.now
        return try await store.read(tenant) { work in
            let limit = try work.staleAfter()
            var query = query
            query.filter = query.filter?.resolvingStale(before: now - limit)
            let page = try work.assets(query)
            return Page(
                elements: try page.elements.map { try work.listing(of: $0, staleAfter: limit, at: now) },
                next: page.next)
        }
    }

    /// The entry; throws ``ServiceError/Code/notFound``.
    public func asset(_ tenant: TenantID, _ id: AssetID) async throws -> AssetListing {
        let now = clock.now
        return try await store.read(tenant) { work in
            try work.listing(of: work.requireAsset(id), staleAfter: work.staleAfter(), at: now)
        }
    }

    /// Removes an entry; the entry of a device that is enrolled goes with the device alone.
    public func delete(_ tenant: TenantID, _ id: AssetID, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let asset = try work.requireAsset(id)
            if let device = asset.device {
                throw ServiceError(
                    .conflict, "the entry `\(asset.name)` is the device `\(device)`",
                    hint: "gatehouse device delete \(device) removes both")
            }
            try work.deleteAsset(id)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "asset.delete", target: "asset/\(id)", detail: "name \(asset.name)"))
        }
    }
}

extension StoreReading {
    func requireAsset(_ id: AssetID) throws -> Asset {
        guard let asset = try asset(id) else { throw ServiceError(.notFound, "there is no asset `\(id)`") }
        return asset
    }

    /// How long a thing in use may go unseen.
    func staleAfter() throws -> Duration { try tenantSettings().assetsStaleAfter }

    func listing(of asset: Asset, staleAfter limit: Duration, at now: Instant) throws -> AssetListing {
        let others = try assets(sharing: asset.identifiers).map(\.id).filter { $0 != asset.id }
        return AssetListing(
            asset: asset, isStale: asset.isStale(after: limit, at: now), sharesIdentifiersWith: others)
    }
}

extension ListQuery.Filter {
    /// The filter in the store's own fields: `isStale` is in use, seen, and not since `cutoff`.
    func resolvingStale(before cutoff: Instant) -> ListQuery.Filter {
        switch self {
        case .and(let parts): .and(parts.map { $0.resolvingStale(before: cutoff) })
        case .or(let parts): .or(parts.map { $0.resolvingStale(before: cutoff) })
        case .not(let part): .not(part.resolvingStale(before: cutoff))
        case .compare(field: "isStale", let comparison, let value):
            Self.stale(before: cutoff, isWanted: (value == .text("true")) == (comparison == .equals))
        case .compare: self
        }
    }

    private static func stale(before cutoff: Instant, isWanted: Bool) -> ListQuery.Filter {
        let stale = ListQuery.Filter.and([
            .compare(field: "state", .equals, .text(AssetState.inUse.rawValue)),
            .compare(field: "lastSeen", .greater, .integer(0)),
            .compare(field: "lastSeen", .less, .integer(cutoff.milliseconds)),
        ])
        return isWanted ? stale : .not(stale)
    }
}
