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

/// What applying did, or would do.
public struct DocumentChanges: Hashable, Sendable {
    /// In the order in which the documents were given.
    public var changes: [DocumentChange]
    /// What is allowed and yet unlikely to be meant, in words.
    public var warnings: [String]
}

/// Administrators' objects: applied together or not at all.
public struct DocumentService: Sendable {
    private let store: any Store
    private let clock: Clock
    private let defaultSocket: @Sendable (String) -> String

    /// Makes the service; `clock` dates what it writes.
    ///
    /// - Parameter defaultSocket: where the enforcement point of a name asks when its document names no socket.
    public init(
        store: any Store, clock: Clock, defaultSocket: @escaping @Sendable (String) -> String = { "decide-\($0).sock" }
    ) {
        self.store = store
        self.clock = clock
        self.defaultSocket = defaultSocket
    }

    /// Checks every file and every reference between documents, then writes what differs, all in one unit of work.
    ///
    /// Throws ``ServiceError/Code/invalidDocument`` with every place that is wrong, and
    /// ``ServiceError/Code/notPermitted`` where the caller may not write a kind of which something differs.
    public func apply(_ files: [DocumentFile], dryRun: Bool, as caller: Caller) async throws -> DocumentChanges {
        let parsed = try Self.parse(files)
        let now = clock.now
        let check: @Sendable (any StoreReading) throws -> Comparison = { work in
            var comparison = try Comparison(
                of: parsed, with: work.documents(kind: nil), at: now, defaultSocket: defaultSocket)
            comparison.warnings += try Self.memberWarnings(about: parsed.map(\.document), in: work)
            for (change, _) in comparison.differences { try caller.require(.write, change.kind, change.name) }
            return comparison
        }
        if dryRun { return try await store.read(caller.tenant) { try check($0).outcome } }
        return try await store.write(caller.tenant) { work in
            let comparison = try check(work)
            for (change, record) in comparison.differences {
                try work.save(record)
                try work.audit(
                    AuditEntry(
                        at: now, actor: caller.actor,
                        action: "document.\(change.effect == .created ? "create" : "update")",
                        target: "\(record.kind)/\(record.name)",
                        detail: "version \(record.version), sha256 \(Secret.digest(record.text))"))
            }
            try Self.endCertificates(of: parsed.map(\.document), in: work, at: now, as: caller)
            try Self.scheduleJudging(after: comparison.differences.map(\.0.kind), in: work, at: now)
            return comparison.outcome
        }
    }

    /// How the files differ from what is kept; for whoever may read, since nothing is written.
    public func compare(_ tenant: TenantID, _ files: [DocumentFile]) async throws -> DocumentChanges {
        let parsed = try Self.parse(files)
        let now = clock.now
        return try await store.read(tenant) { work in
            var comparison = try Comparison(
                of: parsed, with: work.documents(kind: nil), at: now, defaultSocket: defaultSocket)
            comparison.warnings += try Self.memberWarnings(about: parsed.map(\.document), in: work)
            return comparison.outcome
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
    public func delete(kind: DocumentKind, name: String, as caller: Caller) async throws {
        let now = clock.now
        try caller.require(.delete, kind, name)
        try await store.write(caller.tenant) { work in
            let kept = try TenantCatalogue(work.documents(kind: nil))
            let rest = kept.documents.filter { $0.kind != kind || $0.name != name }
            let broken = Set(TenantCatalogue(rest).brokenReferences()).subtracting(kept.brokenReferences())
            guard broken.isEmpty else {
                let users = broken.map { "\($0.document.kind.rawValue) `\($0.document.name)`" }.sorted()
                throw ServiceError(
                    .conflict, "\(kind.rawValue) `\(name)` is still used by \(users.joined(separator: ", "))",
                    hint: "change or delete those first")
            }
            if kind == .deviceGroup { try Self.requireNoCode(names: name, in: work, at: now) }
            guard try work.deleteDocument(kind: kind.rawValue, name: name) else {
                throw ServiceError(.notFound, "there is no \(kind.rawValue) `\(name)`")
            }
            try work.audit(
                AuditEntry(at: now, actor: caller.actor, action: "document.delete", target: "\(kind.rawValue)/\(name)"))
            if kind == .enforcementPoint {
                try Self.endCertificates(of: name, because: "deleted", in: work, at: now, as: caller)
            }
            try Self.scheduleJudging(after: [kind], in: work, at: now)
        }
    }

    /// What no longer asks over mutual TLS has no use for a certificate: one that was copied stays refused for good.
    private static func endCertificates(
        of documents: [Document], in work: any StoreWriting, at now: Instant, as caller: Caller
    ) throws {
        for case .enforcementPoint(let point) in documents where point.transport != .mutualTLS {
            try endCertificates(
                of: point.name, because: "the point asks by socket", in: work, at: now, as: caller)
        }
    }

    private static func endCertificates(
        of point: String, because why: String, in work: any StoreWriting, at now: Instant, as caller: Caller
    ) throws {
        let ended = try work.endPointCertificates(of: point, at: now)
        guard !ended.isEmpty else { return }
        try work.auditEnd(of: ended, of: point, because: why, at: now, as: caller)
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

    /// What judges devices changed: all of them are judged anew in the background.
    private static func scheduleJudging(
        after kinds: [DocumentKind], in work: any StoreWriting, at now: Instant
    ) throws {
        let judging: Set<DocumentKind> = [.compliancePolicy, .deviceGroup, .assignmentFilter, .tenantSettings]
        guard !judging.isDisjoint(with: kinds) else { return }
        try work.schedule(ComplianceJobs.fleet(work.tenant, at: now))
    }
}

extension ServiceError {
    static func invalidDocuments(_ places: [Place]) -> ServiceError {
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
