import GatehouseWire

/// A PATCH's path, found in a resource type.
struct PatchTarget {
    /// The extension that holds the attribute; `nil` for the resource itself.
    var container: String?
    var attribute: AttributeDefinition
    /// The part of the attribute's values that is meant; `nil` means the values as a whole.
    var part: AttributeDefinition?
    /// Which values are meant; `nil` means all.
    var test: FilterTest?
    /// What a value must hold to be selected, when the filter says that and nothing else; `nil` otherwise.
    var wanted: [JSON.Member]?
    /// For errors.
    var text: String
}

extension PatchTarget {
    /// Finds the path; refuses with `invalidPath` what the type does not have, with `invalidFilter` a filter that names a
    /// part that the values do not have, and with `mutability` what no client may write.
    init(_ path: PatchPath, of type: SCIMResourceType) throws(SCIMError) {
        let text = path.description
        guard let found = type.resolve(path.attribute) else {
            throw SCIMError(.invalidPath, "\(quoted(type.name)) has no such attribute", path: text)
        }
        self.init(container: found.container, attribute: found.attribute, part: found.subAttribute, text: text)
        if let filter = path.filter {
            guard attribute.isMultiValued, found.subAttribute == nil else {
                throw SCIMError(.invalidPath, "only an attribute of several values has a filter", path: text)
            }
            let binder = FilterBinder(type: type, element: attribute, refusesUnknown: true)
            test = try binder.test(filter)
            wanted = Self.wanted(by: filter, of: attribute)
        }
        if let name = path.part {
            guard let part = attribute.subAttribute(name) else {
                throw SCIMError(.invalidPath, "the attribute has no part \(quoted(name))", path: text)
            }
            self.part = part
        }
        guard attribute.mutability != .readOnly, part?.mutability != .readOnly else {
            throw SCIMError(.mutability, "the attribute is read-only", path: text)
        }
    }

    /// The whole of one attribute.
    init(container: String? = nil, whole attribute: AttributeDefinition) {
        let text = container.map { "\($0):\(attribute.name)" } ?? attribute.name
        self.init(container: container, attribute: attribute, text: text)
    }

    /// The parts and values of a filter that is one `eq`, or several of other parts joined by `and`.
    private static func wanted(by filter: SCIMFilter, of attribute: AttributeDefinition) -> [JSON.Member]? {
        switch filter {
        case .comparison(let path, .eq, let value):
            guard path.schema == nil, path.subAttribute == nil, let part = attribute.subAttribute(path.name) else {
                return nil
            }
            return [JSON.Member(part.name, value)]
        case .and(let filters):
            var members = [JSON.Member]()
            for filter in filters {
                guard let more = wanted(by: filter, of: attribute) else { return nil }
                members += more
            }
            return Set(members.map(\.name)).count == members.count ? members : nil
        default: return nil
        }
    }
}
