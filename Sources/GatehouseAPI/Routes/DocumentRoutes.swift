import GatehouseDocuments
import GatehouseHTTP
import GatehouseService
import GatehouseWire

/// Administrators' objects.
enum DocumentRoutes {
    static func routes(_ documents: DocumentService) -> [Route] {
        changing(documents) + [
            .read(APIRoute.export, Permission(.document, .read), "Every document, to apply elsewhere") { call in
                try call.allowQuery([])
                return ListPage(
                    items: try await documents.list(call.caller.tenant, kind: nil).map(DocumentItem.init))
            },
            .read(APIRoute.documents, Permission(.document, .read), "The documents of a kind") { call in
                try call.allowQuery([])
                let found = try await documents.list(call.caller.tenant, kind: try call.kind())
                return ListPage(items: found.map(DocumentItem.init))
            },
            .read(APIRoute.document, Permission(.document, .read), "One document") { call in
                try call.allowQuery([])
                return DocumentItem(
                    try await documents.document(
                        call.caller.tenant, kind: try call.kind(), name: try call.parameter("name")))
            },
            .delete(
                APIRoute.document, Permission(.document, .delete), "Deletes a document that no other names",
                query: [
                    QueryParameter(
                        "confirmLockOut", "deletes it also where nobody could reach an application any more",
                        example: "true")
                ]
            ) { call in
                try call.allowQuery(["confirmLockOut"])
                try await documents.delete(
                    kind: try call.kind(), name: try call.parameter("name"),
                    confirmingLockOut: try call.flag("confirmLockOut"), as: call.caller)
            },
        ]
    }

    private static func changing(_ documents: DocumentService) -> [Route] {
        [
            .send(
                APIRoute.apply, Permission(.document, .write),
                "Makes documents what files say, all of them or none; or only checks and compares"
            ) { (call, request: ApplyRequest) in
                ApplyResponse(
                    try await documents.apply(
                        request.files.map(DocumentFile.init), dryRun: request.dryRun,
                        confirmingLockOut: request.confirmLockOut ?? false, as: call.caller))
            },
            .send(
                APIRoute.diff, Permission(.document, .read), "How files differ from what is kept; changes nothing"
            ) { (call, request: DiffRequest) in
                ApplyResponse(
                    try await documents.compare(call.caller.tenant, request.files.map(DocumentFile.init)))
            },
        ]
    }
}

extension Call {
    /// The path's `kind`, by its name, plural or short form.
    func kind() throws -> DocumentKind {
        let word = try parameter("kind")
        guard let kind = DocumentKind(word: word) else {
            throw ServiceError(
                .notFound, "there is no kind `\(word)`",
                hint: "one of: \(DocumentKind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return kind
    }

    /// The query's parameter as `true` or `false`; `false` when it is not given.
    fileprivate func flag(_ name: String) throws -> Bool {
        switch try query(name) {
        case nil, "false": return false
        case "true": return true
        case .some(let text): throw ServiceError(.invalid, "`\(text)` of `\(name)` is neither true nor false")
        }
    }
}

extension DocumentFile {
    init(_ file: SourceFile) { self.init(name: file.name, text: file.text) }
}

extension DocumentItem {
    init(_ record: DocumentRecord) {
        self.init(
            id: record.id, kind: record.kind, name: record.name, version: record.version, text: record.text,
            createdAt: record.createdAt, updatedAt: record.updatedAt)
    }
}

extension ApplyResponse {
    fileprivate init(_ outcome: DocumentChanges) {
        self.init(results: outcome.changes.map(GatehouseWire.DocumentChange.init), warnings: outcome.warnings)
    }
}

extension GatehouseWire.DocumentChange {
    init(_ change: GatehouseService.DocumentChange) {
        let effect: Change =
            switch change.effect {
            case .created: .created
            case .updated: .updated
            case .unchanged: .unchanged
            case .deleted: .deleted
            }
        self.init(kind: change.kind.rawValue, name: change.name, change: effect, diff: change.diff)
    }
}
