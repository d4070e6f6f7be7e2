import GatehouseModel
import GatehouseService
import GatehouseWire

/// The register as a CSV file: what is written can be changed and read again.
enum AssetTable {
    /// What an import reads; cells with several values have blanks or `;` between them.
    private static let written = [
        "id", "name", "kind", "state", "manufacturer", "model", "serial", "mac", "ip", "os", "owner", "tags",
        "accountable", "department", "costCentre", "location", "notes", "lastSeen",
    ]
    /// What only the server says; an import passes over it.
    private static let reckoned = ["sources", "device", "firstSeen", "stale", "unauthorised", "version"]

    static let header = CSVText.line(written + reckoned)

    static func line(of listing: AssetListing) -> String {
        let asset = listing.asset
        return CSVText.line([
            asset.id.description, asset.name, asset.kind.rawValue, asset.state.rawValue, asset.manufacturer,
            asset.model, asset.serialNumber, asset.addresses.map(\.description).joined(separator: " "),
            asset.networkAddresses.map(\.description).joined(separator: " "), asset.operatingSystem,
            asset.owner ?? "", asset.tags.joined(separator: " "), asset.accountability.party,
            asset.accountability.department, asset.accountability.costCentre, asset.location, asset.notes,
            asset.lastSeen?.description ?? "", asset.sources.map(\.rawValue).joined(separator: " "),
            asset.device?.description ?? "", asset.firstSeen.description, String(listing.isStale),
            String(asset.isUnauthorised), String(asset.version),
        ])
    }

    /// The file's rows; refuses the whole file with the place of its mistake.
    static func read(_ file: SourceFile, isSightings: Bool) throws(ServiceError) -> AssetImport {
        do throws(CSVError) {
            let limits = CSVTable.Limits(bytes: 4 << 20, rows: AssetImport.mostRows)
            let table = try CSVTable(parsing: file.text, limits: limits)
            let names = written + reckoned
            try table.requireColumns(among: names) { Spelling.nearest(to: $0, among: names) }
            var rows = [AssetImport.Row]()
            for row in table.rows { rows.append(try self.row(row, of: table)) }
            return AssetImport(file: file.name, rows: rows, isSightings: isSightings)
        } catch {
            throw ServiceError(
                .invalidDocument, "the file is not a list of assets",
                places: [
                    ServiceError.Place(
                        file: file.name, line: error.line, column: error.column, message: error.message,
                        hint: error.hint)
                ])
        }
    }

    private static func row(_ row: CSVTable.Row, of table: CSVTable) throws(CSVError) -> AssetImport.Row {
        let cells = AssetCells(table: table, row: row)
        var changes = AssetChanges()
        changes.name = cells.text("name")
        changes.kind = cells.text("kind")
        changes.state = cells.text("state")
        changes.manufacturer = cells.text("manufacturer")
        changes.model = cells.text("model")
        changes.serialNumber = cells.text("serial")
        changes.macAddresses = cells.list("mac")
        changes.ipAddresses = cells.list("ip")
        changes.operatingSystem = cells.text("os")
        changes.owner = cells.text("owner")
        changes.addTags = cells.list("tags") ?? []
        changes.accountable = cells.text("accountable")
        changes.department = cells.text("department")
        changes.costCentre = cells.text("costCentre")
        changes.location = cells.text("location")
        changes.notes = cells.text("notes")
        return AssetImport.Row(
            id: try cells.value("id", "is no id: a UUID is wanted") { AssetID($0) }, changes: changes,
            lastSeen: try cells.value("lastSeen", "is no time, as 2026-11-21T09:00:00Z") { Instant($0) },
            line: row.line, columns: cells.columns(of: written))
    }
}

/// The cells of one row by the names of their columns; an empty one says nothing.
private struct AssetCells {
    let table: CSVTable
    let row: CSVTable.Row

    func text(_ name: String) -> String? {
        guard let field = table.field(name, in: row), !field.text.isEmpty else { return nil }
        return CSVText.restored(field.text)
    }

    func list(_ name: String) -> [String]? {
        text(name)?.split { $0 == " " || $0 == ";" || $0 == "\n" }.map { String($0) }
    }

    func value<Value>(_ name: String, _ message: String, _ read: (String) -> Value?) throws(CSVError) -> Value? {
        guard let text = text(name) else { return nil }
        if let value = read(text) { return value }
        throw table.field(name, in: row)?.error("`\(text)` \(message)")
            ?? CSVError(line: row.line, column: 1, "`\(text)` \(message)")
    }

    func columns(of names: [String]) -> [String: Int] {
        var columns = [String: Int]()
        for name in names { columns[name] = table.field(name, in: row)?.column }
        return columns
    }
}
