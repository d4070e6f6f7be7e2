import GatehouseWire

/// A resource while the operations of a PATCH are applied to it.
struct PatchApplication {
    let type: SCIMResourceType
    var attributes: AttributeTree
    var reader: ValueReader
    private var visits = 0

    init(type: SCIMResourceType, attributes: AttributeTree, limits: ResourceLimits) {
        self.type = type
        self.attributes = attributes
        reader = ValueReader(limits: limits)
    }

    mutating func apply(_ operation: PatchOperation) throws(SCIMError) {
        guard let path = operation.path else { return try applyWithoutPath(operation) }
        let target = try PatchTarget(path, of: type)
        switch operation.kind {
        case .remove: try remove(operation.value, at: target)
        case .add, .replace:
            guard let value = operation.value else {
                throw SCIMError(.invalidValue, "the operation has no value", path: target.text)
            }
            try write(value, operation.kind, at: target)
        }
    }

    /// The value names attributes: read-only ones are passed over, as when a resource is made; a name may also be a
    /// whole path, as Entra ID sends them.
    private mutating func applyWithoutPath(_ operation: PatchOperation) throws(SCIMError) {
        guard operation.kind != .remove else {
            throw SCIMError(.noTarget, "a removal needs a path")
        }
        guard case .object(let members)? = operation.value else {
            throw SCIMError(.invalidValue, "without a path the value is an object of attributes")
        }
        for member in members {
            if let definition = type.definitions.definition(named: member.name) {
                guard definition.mutability != .readOnly else { continue }
                try write(member.value, operation.kind, at: PatchTarget(whole: definition))
            } else if let path = try? PatchPath(parsing: member.name), type.resolve(path.attribute) != nil {
                try write(member.value, operation.kind, at: try PatchTarget(path, of: type))
            } else {
                try reader.ignore(member.name, at: member.name)
            }
        }
    }

    private mutating func write(
        _ value: JSON, _ kind: PatchOperation.Kind, at target: PatchTarget
    ) throws(SCIMError) {
        // `null` assigns no value (RFC 7643 §2.5).
        if value == .null {
            if kind == .replace { try remove(nil, at: target) }
            return
        }
        if let inner = type.extensions.first(where: { $0.id == target.attribute.name }), target.container == nil {
            return try write(value, kind, into: inner)
        }
        guard let value = target.part == nil ? ValueReader.named(value, of: target.attribute) : value else {
            return try remove(nil, at: target)
        }
        let before = self[target]
        try count(before, target)
        let after =
            target.attribute.isMultiValued
            ? try changed(before, by: value, kind, at: target) : try changedSingle(before, by: value, at: target)
        if target.attribute.mutability == .immutable, let before, before != after {
            throw SCIMError(.mutability, "the value cannot change any more", path: target.text)
        }
        self[target] = after
        try requireValue(at: target)
    }

    /// An extension as a whole: each member is an attribute of its own.
    private mutating func write(
        _ value: JSON, _ kind: PatchOperation.Kind, into inner: SCIMSchema
    ) throws(SCIMError) {
        guard case .object(let members) = value else { throw ValueReader.unfit("an object", inner.id) }
        for member in members {
            guard let definition = inner.attributes.definition(named: member.name) else {
                try reader.ignore(member.name, at: "\(inner.id):\(member.name)")
                continue
            }
            guard definition.mutability != .readOnly else { continue }
            try write(member.value, kind, at: PatchTarget(container: inner.id, whole: definition))
        }
    }

    private mutating func changedSingle(
        _ before: AttributeValue?, by value: JSON, at target: PatchTarget
    ) throws(SCIMError) -> AttributeValue? {
        guard target.attribute.type == .complex else {
            return try reader.value(value, of: target.attribute, at: target.text)
        }
        let old = before?.tree ?? AttributeTree()
        if let part = target.part {
            return .complex(try setting(part, of: old, to: try reader.value(value, of: part, at: target.text), target))
        }
        return .complex(try merging(try complex(value, at: target), into: old, target))
    }

    private mutating func remove(_ value: JSON?, at target: PatchTarget) throws(SCIMError) {
        guard let before = self[target] else { return try requireValue(at: target) }
        try count(before, target)
        let isWhole = target.test == nil && target.part == nil
        if isWhole, target.attribute.isMultiValued, let value, value != .null {
            // Entra ID names the values to remove in the value.
            self[target] = .list(try without(value, in: before.elements, at: target))
        } else if isWhole {
            try requireMutable(target.attribute, before, target)
            self[target] = nil
        } else if target.attribute.isMultiValued {
            self[target] = .list(try removing(from: before.elements, at: target))
        } else if let part = target.part {
            self[target] = .complex(try setting(part, of: before.tree, to: nil, target))
        }
        try requireValue(at: target)
    }

    private subscript(target: PatchTarget) -> AttributeValue? {
        get { (target.container.map { attributes.tree($0) } ?? attributes)[target.attribute.name] }
        set {
            guard let container = target.container else {
                attributes[target.attribute.name] = newValue
                return
            }
            var tree = attributes.tree(container)
            tree[target.attribute.name] = newValue
            attributes[container] = .complex(tree)
        }
    }

    /// Refuses a request that would look at too many values, of which each operation may look at all.
    private mutating func count(_ value: AttributeValue?, _ target: PatchTarget) throws(SCIMError) {
        guard target.attribute.isMultiValued else { return }
        let work = value?.elements.reduce(1) { $0 + 1 + $1.extraWork } ?? 1
        try count(visits: work * (target.test?.size ?? 1), target)
    }

    /// Values of which a part changes are four times the work again: they are copied, and compared with the others.
    mutating func count(changes: Int, _ target: PatchTarget) throws(SCIMError) {
        try count(visits: 4 * changes, target)
    }

    private mutating func count(visits more: Int, _ target: PatchTarget) throws(SCIMError) {
        visits += more
        guard visits <= reader.limits.visits else {
            throw SCIMError(.tooMany, "the operations look at more values than one request may", path: target.text)
        }
    }

    private func requireValue(at target: PatchTarget) throws(SCIMError) {
        guard target.attribute.isRequired, self[target] == nil else { return }
        throw SCIMError(.mutability, "\(quoted(target.attribute.name)) is required", path: target.text)
    }
}
