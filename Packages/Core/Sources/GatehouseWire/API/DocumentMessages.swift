public import GatehouseModel

/// A YAML file as the caller has it.
public struct SourceFile: APIMessage {
    /// Comes back in errors; need not exist on the server.
    public var name: String
    /// One or more documents, separated by `---`.
    public var text: String

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    public static var example: Self {
        Self(
            name: "wiki.yaml",
            text: "apiVersion: gatehouse/v1\nkind: Application\nmetadata:\n  name: wiki\nspec: {}\n")
    }
}

/// Asks that documents become what the files say; all of them or none.
public struct ApplyRequest: APIMessage {
    public var files: [SourceFile]
    /// Checks and compares, and changes nothing.
    public var dryRun: Bool

    public init(files: [SourceFile], dryRun: Bool) {
        self.files = files
        self.dryRun = dryRun
    }

    public static var example: Self { Self(files: [.example], dryRun: true) }
}

/// Asks how the files differ from what the server has.
public struct DiffRequest: APIMessage {
    public var files: [SourceFile]

    public init(files: [SourceFile]) { self.files = files }

    public static var example: Self { Self(files: [.example]) }
}

/// What became, or would become, of each document.
public struct ApplyResponse: APIMessage {
    public var results: [DocumentChange]
    public var warnings: [String]

    public init(results: [DocumentChange], warnings: [String]) {
        self.results = results
        self.warnings = warnings
    }

    public static var example: Self {
        Self(results: [.example], warnings: ["access policy `wiki-compliant` names no enforcement point yet"])
    }
}

/// What became of one document.
public struct DocumentChange: APIMessage {
    public enum Change: String, Codable, Sendable, Hashable, CaseIterable {
        case created
        case updated
        case unchanged
        case deleted
    }

    public var kind: String
    public var name: String
    public var change: Change
    /// Unified, of lines; empty when nothing changes.
    public var diff: String

    public init(kind: String, name: String, change: Change, diff: String) {
        self.kind = kind
        self.name = name
        self.change = change
        self.diff = diff
    }

    public static var example: Self {
        Self(
            kind: "AccessPolicy", name: "wiki-compliant", change: .updated,
            diff: "-  state: disabled\n+  state: enabled\n")
    }
}

/// An administrator's object.
public struct DocumentItem: APIMessage {
    public var id: DocumentID
    public var kind: String
    public var name: String
    /// Grows by one with every change.
    public var version: Int64
    /// Canonical YAML.
    public var text: String
    public var createdAt: Instant
    public var updatedAt: Instant

    public init(
        id: DocumentID, kind: String, name: String, version: Int64, text: String, createdAt: Instant,
        updatedAt: Instant
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.version = version
        self.text = text
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    public static var example: Self {
        Self(
            id: ExampleID.document, kind: "Application", name: "wiki", version: 3, text: SourceFile.example.text,
            createdAt: ExampleID.morning, updatedAt: ExampleID.later)
    }
}
