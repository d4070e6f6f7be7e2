import GatehouseModel
import GatehouseService

/// The columns of a document in the order in which they are written and read.
private enum DocumentTable {
    static let columns = ["id", "kind", "name", "version", "body", "created_at", "updated_at", "updated_by"]
    static let upsert = SQLText.upsert(
        into: "document", key: ["tenant", "kind", "name"], ["tenant"] + columns,
        updatingWhere: "document.id = excluded.id AND document.version = excluded.version - 1")
    static let select = SQLText.select(columns, from: "document")
}

extension SQLRow {
    fileprivate mutating func document() throws -> DocumentRecord {
        try DocumentRecord(
            id: identifier(), kind: text(), name: text(), version: integer(), text: text(), createdAt: instant(),
            updatedAt: instant(), updatedBy: text())
    }
}

extension SQLTransaction: DocumentReading {
    func document(kind: String, name: String) throws -> DocumentRecord? {
        try row(DocumentTable.select + " AND kind = ? AND name = ?", kind, name) { try $0.document() }
    }

    func documents(kind: String?) throws -> [DocumentRecord] {
        guard let kind else {
            return try rows(DocumentTable.select + " ORDER BY name, kind") { try $0.document() }
        }
        return try rows(DocumentTable.select + " AND kind = ? ORDER BY name", kind) { try $0.document() }
    }

    static let revision = "SELECT document_revision FROM tenant WHERE id = ?"

    func documentRevision() throws -> Int64 {
        try row(Self.revision) { try $0.integer() } ?? 0
    }
}

extension SQLTransaction: DocumentWriting {
    /// Refuses a version that does not follow the stored one: somebody else changed it first.
    func save(_ document: DocumentRecord) throws {
        let changed = try executeCounting(
            DocumentTable.upsert, document.id, document.kind, document.name, document.version, document.text,
            document.createdAt, document.updatedAt, document.updatedBy)
        guard changed == 1 else {
            throw StoreError(.conflict, "`\(document.kind)/\(document.name)` was changed by somebody else")
        }
        try raiseRevision()
        note(.document, "\(document.kind)/\(document.name)")
    }

    @discardableResult
    func deleteDocument(kind: String, name: String) throws -> Bool {
        guard try executeCounting("DELETE FROM document WHERE tenant = ? AND kind = ? AND name = ?", kind, name) == 1
        else {
            return false
        }
        try raiseRevision()
        note(.document, "\(kind)/\(name)", .delete)
        return true
    }

    private func raiseRevision() throws {
        try execute("UPDATE tenant SET document_revision = document_revision + 1 WHERE id = ?")
    }
}
