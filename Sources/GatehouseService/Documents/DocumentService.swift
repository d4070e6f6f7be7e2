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
        case deleted
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
    let store: any Store
    let clock: Clock
    private let defaultSocket: @Sendable (TenantID, String) -> String
    let largestFleet: Int

    /// Makes the service; `clock` dates what it writes.
    ///
    /// In a fleet larger than `largestFleet`, whether a change locks everybody out is judged by counts of devices.
    ///
    /// - Parameter defaultSocket: where a tenant's enforcement point of a name asks when its document names no socket.
    public init(
        store: any Store, clock: Clock,
        defaultSocket: @escaping @Sendable (TenantID, String) -> String = { "decide-\($1).sock" },
        largestFleet: Int = 5000
    ) {
        self.store = store
        self.clock = clock
        self.defaultSocket = defaultSocket
        self.largestFleet = largestFleet
    }

    /// The proposal beside what is kept, with what is unlikely to be meant.
    func compare(_ proposal: ParsedProposal, in work: any StoreReading, at now: Instant) throws -> Comparison {
        let tenant = work.tenant
        let mayNameSockets = try work.ownTenant()?.ownsServer ?? false
        var comparison = try Comparison(
            of: proposal, with: work.documents(kind: nil), at: now, mayNameSockets: mayNameSockets
        ) { defaultSocket(tenant, $0) }
        let given = proposal.documents.map(\.document)
        comparison.warnings += try Self.memberWarnings(about: given, in: work)
        comparison.warnings += try Self.scriptWarnings(about: given, comparison.result, in: work)
        return comparison
    }

    /// Checks every file and every reference between documents, then writes what differs, all in one unit of work.
    ///
    /// Throws ``ServiceError/Code/invalidDocument`` with every place that is wrong,
    /// ``ServiceError/Code/notPermitted`` where the caller may not write a kind of which something differs, and
    /// ``ServiceError/Code/wouldLockOut`` where an application would be taken from every device that has it, unless
    /// that is confirmed. A dry run warns of that instead.
    public func apply(
        _ files: [DocumentFile], dryRun: Bool, confirmingLockOut: Bool = false, as caller: Caller
    ) async throws -> DocumentChanges {
        let proposal = try ParsedProposal(Proposal(files: files))
        guard dryRun else { return try await commit(proposal, confirmingLockOut, as: caller) }
        let now = clock.now
        let comparison = try await store.read(caller.tenant) { work in
            let comparison = try compare(proposal, in: work, at: now)
            for (change, _) in comparison.differences { try caller.require(.write, change.kind, change.name) }
            return comparison
        }
        let lockOut = try await lockOut(by: comparison, caller.tenant, at: now)
        var outcome = comparison.outcome
        if !lockOut.applications.isEmpty {
            outcome.warnings.append("\(lockOut.applications.words); applying it must be confirmed")
        }
        outcome.warnings += [lockOut.note].compactMap(\.self)
        return outcome
    }

    /// How the files differ from what is kept; for whoever may read, since nothing is written.
    public func compare(_ tenant: TenantID, _ files: [DocumentFile]) async throws -> DocumentChanges {
        let proposal = try ParsedProposal(Proposal(files: files))
        let now = clock.now
        return try await store.read(tenant) { try compare(proposal, in: $0, at: now).outcome }
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

    /// Deletes one document; refuses while another names it, and what would lock everybody out unless confirmed.
    public func delete(
        kind: DocumentKind, name: String, confirmingLockOut: Bool = false, as caller: Caller
    ) async throws {
        try caller.require(.delete, kind, name)
        let proposal = try ParsedProposal(Proposal(deletions: [DocumentName(kind: kind, name: name)]))
        _ = try await commit(proposal, confirmingLockOut, as: caller)
    }
}

extension ServiceError {
    static func invalidDocuments(_ places: [Place]) -> ServiceError {
        let count = places.count == 1 ? "1 mistake" : "\(places.count) mistakes"
        return ServiceError(.invalidDocument, "the documents have \(count); nothing was changed", places: places)
    }
}
