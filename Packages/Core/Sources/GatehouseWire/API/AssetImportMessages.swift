public import GatehouseModel

/// Takes in a list of things: all of it or nothing.
public struct AssetImportRequest: APIMessage {
    /// A CSV file (RFC 4180) with a header; its name comes back in errors.
    public var file: SourceFile
    /// The rows say only that things were seen: what is new is nobody's until it is approved.
    public var asSightings: Bool?
    /// Checks and compares, and changes nothing.
    public var dryRun: Bool?

    /// A request to import; the server refuses more than 10,000 rows and 4 MiB.
    public init(file: SourceFile, asSightings: Bool? = nil, dryRun: Bool? = nil) {
        self.file = file
        self.asSightings = asSightings
        self.dryRun = dryRun
    }

    /// Two printers, only to see what would become of them.
    public static var example: Self {
        Self(
            file: SourceFile(
                name: "printers.csv",
                text: "name,kind,serial,mac,owner\nprinter-2f,printer,E74512K9N,3c:2a:f4:11:22:33,ada@example.org\n"),
            asSightings: false, dryRun: true)
    }
}

/// What an import did, or would do.
public struct AssetImportResponse: APIMessage {
    /// New entries.
    public var created: Int
    /// Entries that changed.
    public var updated: Int
    /// Rows that said nothing new.
    public var unchanged: Int
    /// One for each row that makes a difference, in the order of the file.
    public var changes: [AssetImportItem]

    /// The outcome of an import.
    public init(created: Int, updated: Int, unchanged: Int, changes: [AssetImportItem]) {
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.changes = changes
    }

    /// One new entry.
    public static var example: Self { Self(created: 1, updated: 0, unchanged: 4, changes: [.example]) }
}

/// What became of one row of an import.
public struct AssetImportItem: APIMessage {
    /// From 1, in the file.
    public var line: Int
    /// The entry; the id of one that a dry run would make does not last.
    public var asset: AssetID
    /// Its name afterwards.
    public var name: String
    /// `created` or `updated`.
    public var change: DocumentChange.Change
    /// The fields that differ now.
    public var fields: [String]

    /// The outcome of one row.
    public init(line: Int, asset: AssetID, name: String, change: DocumentChange.Change, fields: [String]) {
        self.line = line
        self.asset = asset
        self.name = name
        self.change = change
        self.fields = fields
    }

    /// A new printer.
    public static var example: Self {
        Self(
            line: 2, asset: ExampleID.asset, name: "printer-2f", change: .created,
            fields: ["name", "kind", "serial", "mac", "owner"])
    }
}
