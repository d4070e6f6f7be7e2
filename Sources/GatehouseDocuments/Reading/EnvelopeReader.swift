import GatehouseModel

/// `metadata` of a document.
struct Metadata {
    var name: String
    var description: String
}

/// Reads what all kinds share, and hands the spec to the reader of its kind.
struct EnvelopeReader {
    let findings: Findings

    func read(_ root: YAMLNode) -> Document? {
        let names = ["apiVersion", "kind", "metadata", "spec"]
        guard let envelope = MappingReader(root, "a document", path: "", names: names, findings: findings) else {
            return nil
        }
        let hint = "write `apiVersion: \(DocumentReader.apiVersion)`"
        if let version = envelope.required("apiVersion", hint: hint) {
            let _: Bool? = envelope.choice(version, "apiVersion", [(DocumentReader.apiVersion, true)])
        }
        let kinds = DocumentKind.allCases.map(\.rawValue).joined(separator: ", ")
        let kind: DocumentKind? = envelope.required("kind", hint: "one of \(kinds)")
            .flatMap { envelope.choice($0, "kind") }
        let metadata = envelope.required("metadata", hint: "write `metadata: {name: …}`").flatMap(metadata)
        guard let kind else { return nil }
        // The spec is read even without a name, so that its problems are reported too.
        let spec = spec(of: envelope, kind: kind)
        guard let spec else { return nil }
        findings.beginDocument()
        let name = metadata ?? Metadata(name: "", description: "")
        let document = SpecReader(spec: spec, metadata: name, findings: findings).read(kind)
        return metadata == nil ? nil : document
    }

    private func metadata(_ node: YAMLNode) -> Metadata? {
        let names = ["name", "description"]
        guard let reader = MappingReader(node, "`metadata`", path: "metadata", names: names, findings: findings) else {
            return nil
        }
        let description = reader.optional("description").flatMap { reader.text($0, "description") } ?? ""
        guard let name = reader.required("name").flatMap({ reader.documentName($0, "name") }) else { return nil }
        return Metadata(name: name, description: description)
    }

    /// Enrolment codes alone may fill a group, and settings may all be left as they are.
    private func spec(of envelope: MappingReader, kind: DocumentKind) -> YAMLNode? {
        let empty = YAMLNode(position: envelope.node.position, content: .mapping([]))
        switch kind {
        case .deviceGroup, .application, .tenantSettings: return envelope.optional("spec") ?? empty
        default: return envelope.required("spec")
        }
    }
}
