import GatehouseModel

/// What a list means for the register: which entry each row is, and what becomes of it.
struct AssetImportPlan {
    private(set) var changes: [AssetImportChange] = []
    /// The entries afterwards, one a change.
    private(set) var assets: [Asset] = []

    private let list: AssetImport
    private let actor: String
    private let now: Instant
    /// Which line has each entry and each identifier: no two rows may be one thing.
    private var lines: [String: Int] = [:]
    private var places: [ServiceError.Place] = []

    private static let mostPlaces = 100

    /// Throws every mistake of the list, up to a hundred, each with its place.
    init(_ list: AssetImport, in work: any StoreReading, by actor: String, at now: Instant) throws {
        self.list = list
        self.actor = actor
        self.now = now
        for row in list.rows where places.count < Self.mostPlaces { try add(row, in: work) }
        guard places.isEmpty else {
            throw ServiceError(
                .invalidDocument, "the list was not imported: \(places.count) mistakes", places: places)
        }
    }

    private mutating func add(_ row: AssetImport.Row, in work: any StoreReading) throws {
        var draft = Asset(
            id: .random(), name: "", stateSince: now, sources: [list.isSightings ? .discovered : .imported],
            firstSeen: now)
        if row.lastSeen ?? now > now { return refuse(row, "lastSeen", "`lastSeen` is in the future") }
        let (described, problems) = row.changes.applied(to: draft, by: actor, at: now)
        draft = described
        draft.lastSeen = row.lastSeen ?? (list.isSightings ? now : nil)
        draft.firstSeen = min(now, draft.lastSeen ?? now)
        let held = try entry(for: row, draft, in: work)
        guard case .found(let held) = held else { return }
        let relevant = problems.filter { $0.field != "name" || held == nil || row.changes.name != nil }
        guard relevant.isEmpty else {
            for problem in relevant { refuse(row, problem.field, problem.message, problem.hint) }
            return
        }
        let result = held.map { changed($0, by: row, draft) } ?? draft
        guard isAlone(row, result, isNew: held == nil) else { return }
        record(row, result, held)
    }

    private enum Found {
        case found(Asset?)
        case refused
    }

    /// The entry that the row is: by its id, else by its identifiers, else, without any, by its name.
    private mutating func entry(
        for row: AssetImport.Row, _ draft: Asset, in work: any StoreReading
    ) throws -> Found {
        if let id = row.id {
            guard let asset = try work.asset(id) else {
                refuse(row, "id", "there is no asset `\(id)`", "leave the id out for a new thing")
                return .refused
            }
            return .found(asset)
        }
        guard !draft.identifiers.isEmpty else { return try named(row, draft, in: work) }
        switch try AssetMatch(of: draft, among: work.assets(sharing: draft.identifiers)) {
        case .none: return .found(nil)
        case .one(let id): return .found(try work.asset(id))
        case .ambiguous(let ids, let reason):
            let names = ids.prefix(5).map(\.description).joined(separator: ", ")
            refuse(
                row, row.changes.serialNumber == nil ? "mac" : "serial",
                "which entry this is cannot be told: \(reason)",
                "give the id of one: \(names)")
            return .refused
        }
    }

    private mutating func named(
        _ row: AssetImport.Row, _ draft: Asset, in work: any StoreReading
    ) throws -> Found {
        guard !draft.name.isEmpty else {
            refuse(row, "name", "the row has neither id, serial number, hardware address nor name")
            return .refused
        }
        let found = try work.assets(
            ListQuery(filter: .compare(field: "name", .equals, .text(draft.name)), limit: 2)
        ).elements
        guard found.count < 2 else {
            refuse(row, "name", "several entries are named `\(draft.name)`", "give the id of one")
            return .refused
        }
        return .found(found.first)
    }

    /// The entry with what the row adds; a sighting says where and when, and nothing else.
    private func changed(_ held: Asset, by row: AssetImport.Row, _ draft: Asset) -> Asset {
        var result = held
        if list.isSightings {
            var sighting = AssetChanges()
            sighting.ipAddresses = row.changes.ipAddresses
            result = sighting.applied(to: held, by: actor, at: now).asset
        } else {
            let changes = held.device == nil ? row.changes : row.changes.withoutReported()
            result = changes.applied(to: held, by: actor, at: now).asset
            result.sources = AssetSource.allCases.filter { held.sources.contains($0) || $0 == .imported }
        }
        result.lastSeen = [held.lastSeen, draft.lastSeen].compactMap(\.self).max()
        return result
    }

    private mutating func isAlone(_ row: AssetImport.Row, _ asset: Asset, isNew: Bool) -> Bool {
        var keys = asset.identifiers.map(\.text)
        if !isNew { keys.append("id:\(asset.id)") }
        if keys.isEmpty { keys.append("name:\(asset.name)") }
        if let line = keys.compactMap({ lines[$0] }).first {
            refuse(row, "name", "this is the same thing as line \(line)", "leave one of the two out")
            return false
        }
        for key in keys { lines[key] = row.line }
        return true
    }

    private mutating func record(_ row: AssetImport.Row, _ result: Asset, _ held: Asset?) {
        var asset = result
        let blank = Asset(id: asset.id, name: "", stateSince: now, sources: asset.sources, firstSeen: asset.firstSeen)
        let fields = asset.differences(from: held ?? blank)
        let effect: AssetImportChange.Effect = held == nil ? .created : fields.isEmpty ? .unchanged : .updated
        if effect == .updated { asset.version += 1 }
        assets.append(asset)
        changes.append(
            AssetImportChange(line: row.line, asset: asset.id, name: asset.name, effect: effect, fields: fields))
    }

    private mutating func refuse(
        _ row: AssetImport.Row, _ column: String, _ message: String, _ hint: String? = nil
    ) {
        places.append(
            ServiceError.Place(
                file: list.file, line: row.line, column: row.columns[column] ?? 1, message: message, hint: hint))
    }
}
