public import GatehouseDocuments
import GatehouseKeys
public import GatehouseModel

/// A YAML file as an administrator gives it.
public struct DocumentFile: Hashable, Sendable {
    /// The file's name as the administrator wrote it, for the places of mistakes; it is never opened.
    public var name: String
    /// YAML; one or several documents.
    public var text: String

    /// Makes the file; the text is not read yet.
    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// What applying did, or would do, to one document.
public struct DocumentChange: Hashable, Sendable {
    /// What became of the document.
    public enum Effect: String, Sendable, Hashable {
        case created
        case updated
        case unchanged
    }

    /// The document's kind.
    public var kind: DocumentKind
    /// The document's name, unique within its kind.
    public var name: String
    /// Whether it is new, differs, or is the same as what was kept.
    public var effect: Effect
    /// Unified diff from what was kept; empty when nothing changes.
    public var diff: String
}

/// Administrators' objects: applied together or not at all.
public struct DocumentService: Sendable {
    private let store: any Store
    private let clock: Clock

    /// Makes the service; `clock` dates what it writes.
    public init(store: any Store, clock: Clock) {
        self.store = store
        self.clock = clock
    }

    /// Checks every file and every reference between documents, then writes what differs, all in one unit of work.
    ///
    /// Throws ``ServiceError/Code/invalidDocument`` with every place that is wrong.
    public func apply(
        _ tenant: TenantID, _ files: [DocumentFile], dryRun: Bool, actor: String
    ) async throws -> [DocumentChange] {
        let parsed = try Self.parse(files)
        let now = clock.now
        let body: @Sendable (any StoreReading) throws -> [(DocumentChange, DocumentRecord)] = { work in
            let kept = try work.documents(kind: nil)
            try Self.checkReferences(of: parsed, among: kept)
            return parsed.map { Self.change(to: $0.document, among: kept, at: now) }
        }
        if dryRun { return try await store.read(tenant) { try body($0).map(\.0) } }
        return try await store.write(tenant) { work in
            let changes = try body(work)
            for (change, record) in changes where change.effect != .unchanged {
                try work.save(record)
                try work.audit(
                    AuditEntry(
                        at: now, actor: actor, action: "document.\(change.effect == .created ? "create" : "update")",
                        target: "\(record.kind)/\(record.name)",
                        detail: "version \(record.version), sha256 \(Secret.digest(record.text))"))
            }
            try Self.scheduleJudging(
                after: changes.filter { $0.0.effect != .unchanged }.map(\.0.kind), in: work, at: now)
            return changes.map(\.0)
        }
    }

    /// The tenant's documents in the order of names; of every kind when `kind` is `nil`.
    public func list(_ tenant: TenantID, kind: DocumentKind?) async throws -> [DocumentRecord] {
        try await store.read(tenant) { try $0.documents(kind: kind?.rawValue) }
    }

    /// The document as it is kept, or ``ServiceError/Code/notFound``.
    public func document(_ tenant: TenantID, kind: DocumentKind, name: String) async throws -> DocumentRecord {
        guard let record = try await store.read(tenant, { try $0.document(kind: kind.rawValue, name: name) }) else {
            throw ServiceError(.notFound, "there is no \(kind.rawValue) `\(name)`")
        }
        return record
    }

    /// Deletes one document; refuses while another names it.
    public func delete(_ tenant: TenantID, kind: DocumentKind, name: String, actor: String) async throws {
        let now = clock.now
        try await store.write(tenant) { work in
            let kept = try TenantCatalogue(work.documents(kind: nil))
            let rest = kept.documents.filter { $0.kind != kind || $0.name != name }
            let broken = Set(TenantCatalogue(rest).brokenReferences()).subtracting(kept.brokenReferences())
            guard broken.isEmpty else {
                let users = broken.map { "\($0.document.kind.rawValue) `\($0.document.name)`" }.sorted()
                throw ServiceError(
                    .conflict, "\(kind.rawValue) `\(name)` is still used by \(users.joined(separator: ", "))",
                    hint: "change or delete those first")
            }
            guard try work.deleteDocument(kind: kind.rawValue, name: name) else {
                throw ServiceError(.notFound, "there is no \(kind.rawValue) `\(name)`")
            }
            try work.audit(
                AuditEntry(at: now, actor: actor, action: "document.delete", target: "\(kind.rawValue)/\(name)"))
            try Self.scheduleJudging(after: [kind], in: work, at: now)
        }
    }

    private static func parse(_ files: [DocumentFile]) throws -> [ParsedDocument] {
        var parsed = [ParsedDocument]()
        var places = [ServiceError.Place]()
        for file in files {
            switch DocumentReader.read(file.text, file: file.name) {
            case .success(let documents): parsed += documents
            case .failure(let found): places += found.problems.map(ServiceError.Place.init)
            }
        }
        var seen = [String: ParsedDocument]()
        for document in parsed {
            let key = "\(document.kind.rawValue)/\(document.name)"
            if let first = seen[key] {
                places.append(
                    ServiceError.Place(
                        file: document.file, line: document.line, column: 1,
                        message: "\(document.kind.rawValue) `\(document.name)` is given twice",
                        hint: "the first is at \(first.file):\(first.line)"))
            }
            seen[key] = seen[key] ?? document
        }
        guard places.isEmpty else { throw ServiceError.invalidDocuments(places) }
        guard !parsed.isEmpty else { throw ServiceError(.invalid, "there is no document in what was given") }
        return parsed
    }

    private static func checkReferences(of parsed: [ParsedDocument], among kept: [DocumentRecord]) throws {
        let names = Set(parsed.map { "\($0.kind.rawValue)/\($0.name)" })
        let others = try TenantCatalogue(kept.filter { !names.contains("\($0.kind)/\($0.name)") })
        let broken = TenantCatalogue(others.documents + parsed.map(\.document)).brokenReferences()
        let places = broken.compactMap { reference -> ServiceError.Place? in
            guard let source = parsed.first(where: { $0.document == reference.document }) else { return nil }
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

    /// What judges devices changed: all of them are judged anew in the background.
    private static func scheduleJudging(
        after kinds: [DocumentKind], in work: any StoreWriting, at now: Instant
    ) throws {
        guard kinds.contains(where: { [.compliancePolicy, .tenantSettings].contains($0) }) else { return }
        try work.schedule(ComplianceJobs.fleet(work.tenant, at: now))
    }
}

extension ServiceError {
    fileprivate static func invalidDocuments(_ places: [Place]) -> ServiceError {
        let count = places.count == 1 ? "1 mistake" : "\(places.count) mistakes"
        return ServiceError(.invalidDocument, "the documents have \(count); nothing was changed", places: places)
    }
}

extension ServiceError.Place {
    fileprivate init(_ problem: DocumentProblem) {
        self.init(
            file: problem.file, line: problem.line, column: problem.column, message: problem.message,
            hint: problem.hint)
    }
}
