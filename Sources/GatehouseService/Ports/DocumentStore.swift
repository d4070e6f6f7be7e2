public import GatehouseModel

/// An administrator's object as it is kept: the text is the canonical YAML of its kind.
public struct DocumentRecord: Hashable, Sendable {
    public var id: DocumentID
    public var kind: String
    public var name: String
    /// Grows by one with every change.
    public var version: Int64
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
}

/// Asks for administrators' objects.
public protocol DocumentReading {
    func document(kind: String, name: String) throws -> DocumentRecord?
    /// In the order of names; every kind when `kind` is `nil`.
    func documents(kind: String?) throws -> [DocumentRecord]
}

/// Changes administrators' objects; appends ``Change/Kind/document`` with `Kind/name`.
public protocol DocumentWriting {
    func save(_ document: DocumentRecord) throws
    @discardableResult func deleteDocument(kind: String, name: String) throws -> Bool
}
