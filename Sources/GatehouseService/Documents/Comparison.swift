import GatehouseDocuments
import GatehouseModel

/// Given documents beside what is kept.
struct Comparison {
    private let changes: [(DocumentChange, DocumentRecord)]
    var warnings: [String]

    /// Throws ``ServiceError/Code/invalidDocument`` where a given document names what neither is kept nor given,
    /// and where two enforcement points would have one socket.
    ///
    /// - Parameter defaultSocket: where the enforcement point of a name asks when its document names no socket.
    init(
        of given: [ParsedDocument], with kept: [DocumentRecord], at now: Instant, defaultSocket: (String) -> String
    ) throws {
        let names = Set(given.map { "\($0.kind.rawValue)/\($0.name)" })
        let others = try TenantCatalogue(kept.filter { !names.contains("\($0.kind)/\($0.name)") })
        let documents = given.map(\.document)
        let result = TenantCatalogue(others.documents + documents)
        try Self.checkReferences(of: given, in: result)
        try Self.checkSockets(of: given, in: result, defaultSocket)
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

    private static func checkSockets(
        of given: [ParsedDocument], in result: TenantCatalogue, _ defaultSocket: (String) -> String
    ) throws {
        let places = result.sharedSockets(defaultSocket: defaultSocket).compactMap { shared -> ServiceError.Place? in
            let sources = given.filter { source in
                shared.points.contains { source.document == .enforcementPoint($0) }
            }
            guard let source = sources.last else { return nil }
            let others = shared.points.map(\.name).filter { $0 != source.name }.map { "`\($0)`" }
            return ServiceError.Place(
                file: source.file, line: source.line, column: 1,
                message: "EnforcementPoint `\(source.name)` has the socket `\(shared.path)`, which is also that of "
                    + "\(others.joined(separator: ", ")): nobody could tell who asks there",
                hint: "give each a `socket` of its own")
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
