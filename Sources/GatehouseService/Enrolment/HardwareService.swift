import GatehouseDocuments
public import GatehouseModel

/// Hardware that is registered before it enrols.
public struct HardwareService: Sendable {
    let store: any Store
    let clock: Clock

    /// Makes the service; `clock` says when something was registered.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// One page of registrations, used ones too.
    public func list(_ tenant: TenantID, _ query: ListQuery) async throws -> Page<RegisteredHardware> {
        try await store.read(tenant) { try $0.registeredHardware(query) }
    }

    /// One registration; throws ``ServiceError/Code/notFound``.
    public func find(_ tenant: TenantID, _ id: HardwareID) async throws -> RegisteredHardware {
        try await store.read(tenant) { work in
            guard let hardware = try work.registeredHardware(id) else { throw Self.missing(id) }
            return hardware
        }
    }

    /// Forgets a registration; the device that it became stays.
    public func delete(_ tenant: TenantID, _ id: HardwareID, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            guard let hardware = try work.registeredHardware(id) else { throw Self.missing(id) }
            try work.deleteRegisteredHardware(id)
            try work.audit(
                AuditEntry(
                    at: now, actor: actor, action: "hardware.delete", target: "hardware/\(id)",
                    detail: "serial number \(hardware.serialNumber)"))
        }
    }

    /// Registers the rows of a table, or says what they would do; all of them or, if one is wrong, none.
    ///
    /// The same table again changes nothing. Columns that the table does not have stay as they are registered. Throws
    /// ``ServiceError/Code/invalidDocument`` with every mistake at its place.
    public func importRows(
        _ tenant: TenantID, _ rows: [HardwareRow], file: String, dryRun: Bool, actor: String
    ) async throws -> [HardwareImport] {
        guard !rows.isEmpty else {
            throw ServiceError(.invalid, "`\(file)` has no rows", hint: "the first line names the columns")
        }
        guard rows.count <= HardwareRow.most else {
            throw ServiceError(
                .invalid, "`\(file)` has \(rows.count) rows, and \(HardwareRow.most) are taken at once",
                hint: "split the file")
        }
        let now = clock.now
        return try dryRun
            ? await store.read(tenant) { work in
                try Self.plan(rows, file: file, in: work, actor: actor, at: now).map(\.change)
            }
            : await store.write(tenant) { work in
                let plan = try Self.plan(rows, file: file, in: work, actor: actor, at: now)
                for row in plan where row.change.kind != .unchanged { try work.save(row.hardware) }
                let counts = HardwareImport.Kind.allCases.map { kind in
                    "\(plan.count { $0.change.kind == kind }) \(kind.rawValue)"
                }
                try work.audit(
                    AuditEntry(
                        at: now, actor: actor, action: "hardware.import", target: "hardware",
                        detail: "\(file): \(counts.joined(separator: ", "))"))
                return plan.map(\.change)
            }
    }

    private static func missing(_ id: HardwareID) -> ServiceError {
        ServiceError(.notFound, "there is no registered hardware `\(id)`", hint: "see `gatehouse hardware list`")
    }
}

extension HardwareService {
    /// What each row makes of the registrations; throws all mistakes at once.
    private static func plan(
        _ rows: [HardwareRow], file: String, in work: any StoreReading, actor: String, at now: Instant
    ) throws -> [(hardware: RegisteredHardware, change: HardwareImport)] {
        var reader = HardwareRowReader(file: file)
        var plan = [(RegisteredHardware, HardwareImport)]()
        for row in rows {
            guard let identity = try reader.identity(of: row, in: work) else { continue }
            let fresh = RegisteredHardware(id: .random(), serialNumber: "", createdAt: now, createdBy: actor)
            let before = identity.registered ?? fresh
            var after = before
            try reader.apply(row, identity, to: &after, in: work)
            let differs = identity.registered == nil ? [] : HardwareColumn.differing(before, after)
            let kind: HardwareImport.Kind =
                identity.registered == nil ? .created : differs.isEmpty ? .unchanged : .updated
            plan.append((after, HardwareImport(row, kind, after, differs: differs)))
        }
        guard reader.places.isEmpty else {
            let count = reader.places.count == 1 ? "a mistake" : "\(reader.places.count) mistakes"
            throw ServiceError(
                .invalidDocument, "`\(file)` has \(count); nothing was registered", places: reader.places)
        }
        return plan
    }
}
