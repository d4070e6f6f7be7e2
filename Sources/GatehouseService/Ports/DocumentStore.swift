public import GatehouseModel

/// An administrator's object as it is kept: the text is the canonical YAML of its kind.
public struct DocumentRecord: Hashable, Sendable {
    /// Stays the same when the document changes.
    public var id: DocumentID
    /// The kind as it is written in the document, such as `AccessPolicy`.
    public var kind: String
    /// Unique within the tenant and kind.
    public var name: String
    /// Grows by one with every change.
    public var version: Int64
    /// The canonical YAML.
    public var text: String
    /// When it was first applied.
    public var createdAt: Instant
    /// When it last changed.
    public var updatedAt: Instant
    /// Who changed it last, as the audit log names them.
    public var updatedBy: String

    /// Makes the record; the text is not read.
    public init(
        id: DocumentID, kind: String, name: String, version: Int64, text: String, createdAt: Instant,
        updatedAt: Instant, updatedBy: String
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.version = version
        self.text = text
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }
}

/// Asks for administrators' objects.
public protocol DocumentReading {
    func document(kind: String, name: String) throws -> DocumentRecord?
    /// In the order of names; every kind when `kind` is `nil`.
    func documents(kind: String?) throws -> [DocumentRecord]
    /// Grows with every change of any document: what was read at the same revision is the same.
    func documentRevision() throws -> Int64
}

/// Changes administrators' objects; appends ``Change/Kind/document`` with `Kind/name`.
public protocol DocumentWriting {
    func save(_ document: DocumentRecord) throws
    @discardableResult func deleteDocument(kind: String, name: String) throws -> Bool
}
