import GatehouseDocuments
import GatehouseModel

/// Given documents beside what is kept.
struct Comparison {
    private let changes: [(DocumentChange, DocumentRecord)]
    var warnings: [String]

    /// Throws ``ServiceError/Code/invalidDocument`` where a given document names what neither is kept nor given.
    init(of given: [ParsedDocument], with kept: [DocumentRecord], at now: Instant) throws {
        let names = Set(given.map { "\($0.kind.rawValue)/\($0.name)" })
        let others = try TenantCatalogue(kept.filter { !names.contains("\($0.kind)/\($0.name)") })
        let documents = given.map(\.document)
        let result = TenantCatalogue(others.documents + documents)
        try Self.checkReferences(of: given, in: result)
        changes = documents.map { Self.change(to: $0, among: kept, at: now) }
        warnings = result.warnings(about: documents)
    }

    var outcome: DocumentChanges { DocumentChanges(changes: changes.map(\.0), warnings: warnings) }

    /// What is to be written.
    var differences: [(DocumentChange, DocumentRecord)] { changes.filter { $0.0.effect != .unchanged } }

    private static func checkReferences(of given: [ParsedDocument], in result: TenantCatalogue) throws {
        let places = result.brokenReferences().compactMap { reference -> ServiceError.Place? in
            guard let source = given.first(where: { $0.document == reference.document }) else { return nil }
            return ServiceError.Place(
                file: source.file, line: source.line, column: 1, message: reference.message, hint: nil)
        }
        guard places.isEmpty else { throw ServiceError.invalidDocuments(places) }
    }

    private static func change(
        to document: Document, among kept: [DocumentRecord], at now: Instant
    ) -> (DocumentChange, DocumentRecord) {
        let text = DocumentWriter.write(document)
        let old = kept.first { $0.kind == document.kind.rawValue && $0.name == document.name }
        let record = DocumentRecord(
            id: old?.id ?? .random(), kind: document.kind.rawValue, name: document.name,
            version: (old?.version ?? 0) + 1, text: text, createdAt: old?.createdAt ?? now, updatedAt: now)
        let effect: DocumentChange.Effect = old == nil ? .created : old?.text == text ? .unchanged : .updated
        let diff = DocumentDiff.diff(old?.text ?? "", text, oldName: "kept", newName: "given")
        return (DocumentChange(kind: document.kind, name: document.name, effect: effect, diff: diff), record)
    }
}
