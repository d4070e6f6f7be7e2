public import GatehouseModel

/// A list of things from another system: all of it is taken, or nothing.
public struct AssetImport: Hashable, Sendable {
    /// One row of the list.
    public struct Row: Hashable, Sendable {
        /// Names the entry outright.
        public var id: AssetID?
        /// What the row says; an empty cell says nothing.
        public var changes: AssetChanges
        /// When another system saw the thing.
        public var lastSeen: Instant?
        /// From 1, in the file.
        public var line: Int
        /// Where each field begins in its line, by the name of its column.
        public var columns: [String: Int]

        /// Makes the row; the service checks it.
        public init(
            id: AssetID? = nil, changes: AssetChanges, lastSeen: Instant? = nil, line: Int,
            columns: [String: Int] = [:]
        ) {
            self.id = id
            self.changes = changes
            self.lastSeen = lastSeen
            self.line = line
            self.columns = columns
        }
    }

    /// Rows that one import may have: the register stands still for others meanwhile.
    public static let mostRows = 10_000

    /// As the person named the file.
    public var file: String
    /// In the order of the file.
    public var rows: [Row]
    /// Whether the rows say only that the things were seen: what is new is `discovered`, and nobody answers for it.
    public var isSightings: Bool

    /// Makes the import; the service checks it.
    public init(file: String, rows: [Row], isSightings: Bool) {
        self.file = file
        self.rows = rows
        self.isSightings = isSightings
    }
}

/// What an import did, or would do, to one entry.
public struct AssetImportChange: Hashable, Sendable {
    /// What became of the entry.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        case created
        case updated
        case unchanged
    }

    /// The row's line in the file.
    public var line: Int
    /// The entry; a preview's new entries have none that lasts.
    public var asset: AssetID
    /// Its name afterwards.
    public var name: String
    /// What became of it.
    public var effect: Effect
    /// The fields that changed.
    public var fields: [String]
}

extension AssetService {
    /// Takes in the list in one unit of work, or with `isPreview` only says what that would do.
    ///
    /// Every mistake is an ``ServiceError/Code/invalidDocument`` with its line and column, and then nothing is written.
    public func importList(
        _ tenant: TenantID, _ list: AssetImport, isPreview: Bool, actor: String
    ) async throws -> [AssetImportChange] {
        guard list.rows.count <= AssetImport.mostRows else {
            throw ServiceError(
                .invalid, "the list has more than \(AssetImport.mostRows) rows", hint: "import it in parts")
        }
        let now = clock.now
        guard !isPreview else {
            return try await store.read(tenant) { try AssetImportPlan(list, in: $0, by: actor, at: now).changes }
        }
        return try await store.write(tenant) { work in
            let plan = try AssetImportPlan(list, in: work, by: actor, at: now)
            for (change, asset) in zip(plan.changes, plan.assets) where change.effect != .unchanged {
                try work.saveWithDevice(asset, at: now)
                try work.audit(
                    AuditEntry(
                        at: now, actor: actor, action: change.effect == .created ? "asset.create" : "asset.update",
                        target: "asset/\(asset.id)",
                        detail: "import \(list.file):\(change.line), fields \(change.fields.joined(separator: ", "))"))
            }
            return plan.changes
        }
    }
}
