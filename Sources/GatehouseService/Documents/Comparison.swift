import GatehouseDocuments
import GatehouseModel

/// A proposal beside what is kept.
struct Comparison {
    /// A device gets all scripts that reach it in one answer.
    private static let mostScripts = 32
    /// Each may be a socket of its own, of which the machine has as many as it may open files.
    private static let mostEnforcementPoints = 256

    /// The documents as they would be.
    let result: TenantCatalogue
    private let kept: [DocumentRecord]
    private let changes: [(DocumentChange, DocumentRecord)]
    var warnings: [String]

    /// Throws ``ServiceError/Code/invalidDocument`` where a given document names what neither is kept nor given, and
    /// where two enforcement points would have one socket; ``ServiceError/Code/notFound`` where one to be deleted is
    /// not there, and ``ServiceError/Code/conflict`` where another would still name it.
    ///
    /// - Parameter mayNameSockets: whether an enforcement point may have a socket of its own choice: a path is a place on
    ///   the server's machine, and belongs to whoever operates it.
    /// - Parameter defaultSocket: where the enforcement point of a name asks when its document names no socket.
    init(
        of proposal: ParsedProposal, with kept: [DocumentRecord], at now: Instant, mayNameSockets: Bool,
        defaultSocket: (String) -> String
    ) throws {
        let names = Set(
            proposal.documents.map { "\($0.kind.rawValue)/\($0.name)" }
                + proposal.deletions.map { "\($0.kind.rawValue)/\($0.name)" })
        let others = try TenantCatalogue(kept.filter { !names.contains("\($0.kind)/\($0.name)") })
        let documents = proposal.documents.map(\.document)
        result = TenantCatalogue(others.documents + documents)
        self.kept = kept
        guard result.complianceScripts.count <= Self.mostScripts else {
            throw ServiceError(.invalid, "there would be more than \(Self.mostScripts) compliance scripts")
        }
        guard result.enforcementPoints.count <= Self.mostEnforcementPoints else {
            throw ServiceError(
                .invalid, "there would be more than \(Self.mostEnforcementPoints) enforcement points",
                hint: "one may ask for several applications")
        }
        try Self.checkReferences(of: proposal.documents, in: result)
        if !mayNameSockets { try Self.refuseSockets(of: proposal.documents) }
        try Self.checkSockets(of: proposal.documents, in: result, defaultSocket)
        let deletions = try proposal.deletions.map { try Self.deletion(of: $0, among: kept) }
        if !deletions.isEmpty { try Self.checkUse(of: proposal.deletions, in: result, beside: TenantCatalogue(kept)) }
        changes = documents.map { Self.change(to: $0, among: kept, at: now) } + deletions
        warnings = result.warnings(about: documents)
    }

    var outcome: DocumentChanges { DocumentChanges(changes: changes.map(\.0), warnings: warnings) }

    /// What is to be written or deleted.
    var differences: [(DocumentChange, DocumentRecord)] { changes.filter { $0.0.effect != .unchanged } }

    /// The documents as they are; throws where one of them cannot be read any more.
    func before() throws -> TenantCatalogue { try TenantCatalogue(kept) }

    private static func checkReferences(of given: [ParsedDocument], in result: TenantCatalogue) throws {
        let broken = result.brokenReferences() + result.brokenSettings()
        let places = broken.compactMap { reference -> ServiceError.Place? in
            // A policy that is kept may look at what a script that is given no longer reports.
            let script = given.first { $0.kind == .complianceScript && $0.name == reference.named }
            guard let source = given.first(where: { $0.document == reference.document }) ?? script else { return nil }
            return ServiceError.Place(
                file: source.file, line: source.line, column: 1, message: reference.message, hint: nil)
        }
        guard places.isEmpty else { throw ServiceError.invalidDocuments(places) }
    }

    private static func refuseSockets(of given: [ParsedDocument]) throws {
        let places = given.compactMap { source -> ServiceError.Place? in
            guard case .enforcementPoint(let point) = source.document, point.socket != nil else { return nil }
            return ServiceError.Place(
                file: source.file, line: source.line, column: 1,
                message:
                    "EnforcementPoint `\(source.name)` names a `socket`, a path on the server's machine, which only "
                    + "the tenant that owns the server may",
                hint: "leave `socket` out, or ask over mutual TLS")
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

    /// Documents that would name what is to go.
    private static func checkUse(
        of deletions: [DocumentName], in result: TenantCatalogue, beside kept: TenantCatalogue
    ) throws {
        let broken = Set(result.brokenReferences()).subtracting(kept.brokenReferences())
        guard !broken.isEmpty else { return }
        let users = broken.map { "\($0.document.kind.rawValue) `\($0.document.name)`" }.sorted()
        let gone = deletions.map { "\($0.kind.rawValue) `\($0.name)`" }.joined(separator: ", ")
        throw ServiceError(
            .conflict, "\(gone) is still used by \(users.joined(separator: ", "))", hint: "change or delete those first"
        )
    }

    /// Who changes it is filled in when it is written.
    private static func change(
        to document: Document, among kept: [DocumentRecord], at now: Instant
    ) -> (DocumentChange, DocumentRecord) {
        let text = DocumentWriter.write(document)
        let old = kept.first { $0.kind == document.kind.rawValue && $0.name == document.name }
        let record = DocumentRecord(
            id: old?.id ?? .random(), kind: document.kind.rawValue, name: document.name,
            version: (old?.version ?? 0) + 1, text: text, createdAt: old?.createdAt ?? now, updatedAt: now,
            updatedBy: "")
        let effect: DocumentChange.Effect = old == nil ? .created : old?.text == text ? .unchanged : .updated
        let diff = DocumentDiff.diff(old?.text ?? "", text, oldName: "kept", newName: "given")
        return (DocumentChange(kind: document.kind, name: document.name, effect: effect, diff: diff), record)
    }

    private static func deletion(
        of name: DocumentName, among kept: [DocumentRecord]
    ) throws -> (DocumentChange, DocumentRecord) {
        guard let old = kept.first(where: { $0.kind == name.kind.rawValue && $0.name == name.name }) else {
            throw ServiceError(.notFound, "there is no \(name.kind.rawValue) `\(name.name)`")
        }
        let diff = DocumentDiff.diff(old.text, "", oldName: "kept", newName: "given")
        return (DocumentChange(kind: name.kind, name: name.name, effect: .deleted, diff: diff), old)
    }
}
