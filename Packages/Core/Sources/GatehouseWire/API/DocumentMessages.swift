public import GatehouseModel

/// A YAML file as the caller has it.
public struct SourceFile: APIMessage {
    /// Comes back in errors; need not exist on the server.
    public var name: String
    /// One or more documents, separated by `---`.
    public var text: String

    /// A file under the name that errors are to give it.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }

    /// One document.
    public static var example: Self {
        Self(
            name: "wiki.yaml",
            text: "apiVersion: gatehouse/v1\nkind: Application\nmetadata:\n  name: wiki\nspec: {}\n")
    }
}

/// Asks that documents become what the files say; all of them or none.
public struct ApplyRequest: APIMessage {
    /// Their documents may name each other, in any order.
    public var files: [SourceFile]
    /// Checks and compares, and changes nothing.
    public var dryRun: Bool
    /// Applies also what takes an application from every device that has it; refused otherwise, as `wouldLockOut`.
    public var confirmLockOut: Bool?

    /// A request to apply; the server refuses files without a document, and a document given twice.
    public init(files: [SourceFile], dryRun: Bool, confirmLockOut: Bool? = nil) {
        self.files = files
        self.dryRun = dryRun
        self.confirmLockOut = confirmLockOut
    }

    /// A dry run.
    public static var example: Self { Self(files: [.example], dryRun: true, confirmLockOut: false) }
}

/// Asks how the files differ from what the server has.
public struct DiffRequest: APIMessage {
    /// Their documents may name each other, in any order.
    public var files: [SourceFile]

    /// A request to compare; refused for the same reasons as one to apply.
    public init(files: [SourceFile]) { self.files = files }

    /// One file.
    public static var example: Self { Self(files: [.example]) }
}

/// What became, or would become, of each document.
public struct ApplyResponse: APIMessage {
    /// One for each document, in the order of the files.
    public var results: [DocumentChange]
    /// What was taken although it is unlikely to be meant: an application that nothing protects, for one.
    public var warnings: [String]

    /// What applying or comparing found.
    public init(results: [DocumentChange], warnings: [String]) {
        self.results = results
        self.warnings = warnings
    }

    /// A change with a warning.
    public static var example: Self {
        Self(results: [.example], warnings: ["no enforcement point may ask for the application `wiki` yet"])
    }
}

/// What became of one document.
public struct DocumentChange: APIMessage {
    /// What applying does to a document; `deleted` never comes of applying, which only adds and changes.
    public enum Change: String, Codable, Sendable, Hashable, CaseIterable {
        case created
        case updated
        case unchanged
        case deleted
    }

    /// As the document spells it, `AccessPolicy`.
    public var kind: String
    /// The document's `metadata.name`.
    public var name: String
    /// What was done, or would be in a dry run.
    public var change: Change
    /// Unified, of lines; empty when nothing changes.
    public var diff: String

    /// A change with its diff.
    public init(kind: String, name: String, change: Change, diff: String) {
        self.kind = kind
        self.name = name
        self.change = change
        self.diff = diff
    }

    /// A policy that becomes enabled.
    public static var example: Self {
        Self(
            kind: "AccessPolicy", name: "wiki-compliant", change: .updated,
            diff: "-  state: disabled\n+  state: enabled\n")
    }
}

/// An administrator's object.
public struct DocumentItem: APIMessage {
    /// Stays through every change.
    public var id: DocumentID
    /// As the document spells it, `AccessPolicy`.
    public var kind: String
    /// The document's `metadata.name`, one of its kind.
    public var name: String
    /// Grows by one with every change.
    public var version: Int64
    /// Canonical YAML.
    public var text: String
    /// When it was first applied.
    public var createdAt: Instant
    /// When its text last changed.
    public var updatedAt: Instant

    /// A document as it is kept.
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

    /// An application in its third version.
    public static var example: Self {
        Self(
            id: ExampleID.document, kind: "Application", name: "wiki", version: 3, text: SourceFile.example.text,
            createdAt: ExampleID.morning, updatedAt: ExampleID.later)
    }
}
