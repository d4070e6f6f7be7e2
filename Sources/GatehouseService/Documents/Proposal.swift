public import GatehouseDocuments

/// Names one document.
public struct DocumentName: Hashable, Sendable {
    /// The document's kind.
    public var kind: DocumentKind
    /// Its name, unique within the kind.
    public var name: String

    /// Makes the name; whether there is such a document is for the store to say.
    public init(kind: DocumentKind, name: String) {
        self.kind = kind
        self.name = name
    }
}

/// Documents as somebody would have them: files to apply, and documents to delete.
public struct Proposal: Hashable, Sendable {
    /// YAML files; their documents may name each other.
    public var files: [DocumentFile]
    /// Documents that would go.
    public var deletions: [DocumentName]

    /// Makes the proposal; it must hold something.
    public init(files: [DocumentFile] = [], deletions: [DocumentName] = []) {
        self.files = files
        self.deletions = deletions
    }
}

/// A proposal that was read: every document in it is well formed, and none is given twice.
struct ParsedProposal: Sendable {
    let documents: [ParsedDocument]
    let deletions: [DocumentName]

    /// Throws ``ServiceError/Code/invalidDocument`` with every place that is wrong.
    init(_ proposal: Proposal) throws {
        var parsed = [ParsedDocument]()
        var places = [ServiceError.Place]()
        for file in proposal.files {
            switch DocumentReader.read(file.text, file: file.name) {
            case .success(let documents): parsed += documents
            case .failure(let found): places += found.problems.map(ServiceError.Place.init)
            }
        }
        var seen = [DocumentName: ParsedDocument]()
        for document in parsed {
            let name = DocumentName(kind: document.kind, name: document.name)
            if let first = seen[name] {
                places.append(
                    ServiceError.Place(
                        file: document.file, line: document.line, column: 1,
                        message: "\(document.kind.rawValue) `\(document.name)` is given twice",
                        hint: "the first is at \(first.file):\(first.line)"))
            }
            seen[name] = seen[name] ?? document
        }
        guard places.isEmpty else { throw ServiceError.invalidDocuments(places) }
        guard !parsed.isEmpty || !proposal.deletions.isEmpty else {
            throw ServiceError(.invalid, "there is no document in what was given")
        }
        if let both = proposal.deletions.first(where: { seen[$0] != nil }) {
            throw ServiceError(.invalid, "\(both.kind.rawValue) `\(both.name)` is both given and to be deleted")
        }
        documents = parsed
        deletions = proposal.deletions
    }
}

extension ServiceError.Place {
    fileprivate init(_ problem: DocumentProblem) {
        self.init(
            file: problem.file, line: problem.line, column: problem.column, message: problem.message,
            hint: problem.hint)
    }
}
