/// A path that a resource type has, in the schemas' spelling.
struct ResolvedPath: Hashable {
    /// The URN of the extension that holds the attribute; `nil` for the resource itself.
    var container: String?
    var attribute: AttributeDefinition
    var subAttribute: AttributeDefinition?

    /// What the path names in the end.
    var target: AttributeDefinition { subAttribute ?? attribute }

    /// The names from the root of a resource.
    var steps: [String] { [container, attribute.name, subAttribute?.name].compactMap { $0 } }

    /// The path as an error names it.
    var text: String {
        let local = subAttribute.map { "\(attribute.name).\($0.name)" } ?? attribute.name
        return container.map { "\($0):\(local)" } ?? local
    }
}

extension SCIMResourceType {
    /// What `path` names, which may be an extension as a whole; `nil` when the type has no such attribute.
    func resolve(_ path: AttributePath) -> ResolvedPath? {
        guard let schema = path.schema else { return resolve(path, in: nil, definitions) }
        if FoldedComparison.areEqual(schema, self.schema.id) { return resolve(path, in: nil, definitions) }
        if let found = extensions.first(where: { FoldedComparison.areEqual($0.id, schema) }) {
            return resolve(path, in: found.id, found.attributes)
        }
        guard path.subAttribute == nil, let whole = definitions.definition(named: "\(schema):\(path.name)") else {
            return nil
        }
        return ResolvedPath(attribute: whole)
    }

    private func resolve(
        _ path: AttributePath, in container: String?, _ definitions: [AttributeDefinition]
    ) -> ResolvedPath? {
        guard let attribute = definitions.definition(named: path.name) else { return nil }
        guard let name = path.subAttribute else { return ResolvedPath(container: container, attribute: attribute) }
        guard let part = attribute.subAttribute(name) else { return nil }
        return ResolvedPath(container: container, attribute: attribute, subAttribute: part)
    }
}
