import GatehouseWire

/// Changing one value.
extension PatchApplication {
    /// A complex value as it was sent; a bare text stands for its part `value`.
    mutating func complex(_ value: JSON, at target: PatchTarget) throws(SCIMError) -> AttributeTree {
        switch value {
        case .string where target.attribute.subAttribute("value") != nil:
            let member = JSON.Member("value", value)
            return try reader.element(.object([member]), of: target.attribute, at: target.text).tree
        default: return try reader.element(value, of: target.attribute, at: target.text).tree
        }
    }

    /// `old` with the parts of `new`, of which none is an immutable one that had another value.
    func merging(
        _ new: AttributeTree, into old: AttributeTree, _ target: PatchTarget
    ) throws(SCIMError) -> AttributeTree {
        for name in new.names {
            guard let part = target.attribute.subAttribute(name), part.mutability == .immutable else { continue }
            guard old[name] == nil || old[name] == new[name] else {
                throw SCIMError(.mutability, "\(quoted(name)) cannot change any more", path: target.text)
            }
        }
        return old.merged(with: new)
    }

    /// `old` with another value of one part.
    func setting(
        _ part: AttributeDefinition, of old: AttributeTree, to value: AttributeValue?, _ target: PatchTarget
    ) throws(SCIMError) -> AttributeTree {
        if old[part.name] != value { try requireMutable(part, old[part.name], target) }
        var tree = old
        tree[part.name] = value
        if part.isRequired, tree[part.name] == nil {
            throw SCIMError(.mutability, "\(quoted(part.name)) is required", path: target.text)
        }
        return tree
    }

    func requireMutable(
        _ definition: AttributeDefinition, _ before: AttributeValue?, _ target: PatchTarget
    ) throws(SCIMError) {
        guard definition.mutability == .immutable, before != nil else { return }
        throw SCIMError(.mutability, "\(quoted(definition.name)) cannot change any more", path: target.text)
    }
}

/// Changing an attribute of several values.
extension PatchApplication {
    mutating func changed(
        _ before: AttributeValue?, by value: JSON, _ kind: PatchOperation.Kind, at target: PatchTarget
    ) throws(SCIMError) -> AttributeValue? {
        let elements = before?.elements ?? []
        if target.test == nil, target.part == nil {
            let new = try values(value, at: target)
            return .list(kind == .add ? try adding(new, to: elements, target) : replaced(elements, by: new, target))
        }
        return .list(try changing(elements, by: value, kind, at: target))
    }

    private mutating func values(_ value: JSON, at target: PatchTarget) throws(SCIMError) -> [AttributeValue] {
        let values = if case .array(let values) = value { values } else { [value] }
        let isNamed = target.attribute.type == .complex && target.attribute.subAttribute("value") != nil
        let objects = values.map { value -> JSON in
            if case .string = value, isNamed { return .object([JSON.Member("value", value)]) }
            return value
        }
        return try reader.elements(objects, of: target.attribute, at: target.text)
    }

    /// The new values, each with the parts that are not the client's as the same value had them before.
    private func replaced(
        _ elements: [AttributeValue], by new: [AttributeValue], _ target: PatchTarget
    ) -> [AttributeValue] {
        guard target.attribute.subAttributes.contains(where: \.isFixed) else { return new }
        let index = ValueIndex(elements, of: target.attribute)
        let kept = new.map { value -> AttributeValue in
            guard case .complex(let tree) = value, let place = index[value] else { return value }
            return .complex(tree.keepingFixed(of: elements[place].tree, target.attribute))
        }
        return kept.withoutRepeats()
    }

    /// A value that is there is not added again; one with the same `value` and `type` takes the new parts, but for those
    /// that are not the client's to change: whoever adds a member again means the one who is there.
    private func adding(
        _ new: [AttributeValue], to elements: [AttributeValue], _ target: PatchTarget
    ) throws(SCIMError) -> [AttributeValue] {
        var elements = elements
        var touched = Set<Int>()
        var index = ValueIndex(elements, of: target.attribute)
        for value in new {
            if let place = index[value] {
                let old = elements[place]
                if case .complex(let sent) = value {
                    elements[place] = .complex(old.tree.merged(with: sent.keepingFixed(of: old.tree, target.attribute)))
                    index.replace(old, by: elements[place], at: place)
                }
                touched.insert(place)
            } else {
                index.insert(value, at: elements.count)
                touched.insert(elements.count)
                elements.append(value)
            }
        }
        return try settled(elements, touched, target)
    }

    private mutating func changing(
        _ elements: [AttributeValue], by value: JSON, _ kind: PatchOperation.Kind, at target: PatchTarget
    ) throws(SCIMError) -> [AttributeValue] {
        var elements = elements
        var selected = elements.indices.filter { target.test?.holds(for: elements[$0].tree) ?? true }
        if selected.isEmpty {
            guard kind == .add, let wanted = target.wanted else {
                throw SCIMError(.noTarget, "no value is selected", path: target.text)
            }
            selected = [elements.count]
            elements.append(try reader.element(.object(wanted), of: target.attribute, at: target.text))
        }
        try count(changes: selected.count, target)
        let isSimple = target.attribute.type != .complex
        for place in selected {
            let old = elements[place].tree
            if isSimple {
                elements[place] = try reader.element(value, of: target.attribute, at: target.text)
            } else if let part = target.part {
                let new = try reader.value(value, of: part, at: target.text)
                elements[place] = .complex(try setting(part, of: old, to: new, target))
            } else {
                let new = try complex(value, at: target)
                let merged = try merging(new, into: old, target)
                elements[place] = .complex(kind == .add ? merged : restored(new, from: old, target))
            }
        }
        return try settled(elements, Set(selected), target)
    }

    /// A value in place of another keeps what the client cannot write, or not any more.
    private func restored(_ new: AttributeTree, from old: AttributeTree, _ target: PatchTarget) -> AttributeTree {
        var tree = new
        for part in target.attribute.subAttributes where [.readOnly, .immutable].contains(part.mutability) {
            tree[part.name] = tree[part.name] ?? old[part.name]
        }
        return tree
    }

    mutating func removing(from elements: [AttributeValue], at target: PatchTarget) throws(SCIMError)
        -> [AttributeValue]
    {
        var kept = [AttributeValue]()
        var changed = Set<Int>()
        for element in elements {
            guard target.test?.holds(for: element.tree) ?? true else {
                kept.append(element)
                continue
            }
            // What is left of a value without its `value` would say nothing: Entra ID removes a mail address so.
            guard let part = target.part, part.name != "value" || part.mutability == .immutable else { continue }
            changed.insert(kept.count)
            kept.append(.complex(try setting(part, of: element.tree, to: nil, target)))
        }
        try count(changes: changed.count, target)
        return kept.withoutRepeats(of: changed).filter { !$0.isUnassigned }
    }

    mutating func without(
        _ value: JSON, in elements: [AttributeValue], at target: PatchTarget
    ) throws(SCIMError) -> [AttributeValue] {
        let gone = ValueIndex(try values(value, at: target), of: target.attribute)
        return elements.filter { gone[$0] == nil }
    }

    /// A value that has just become primary takes that from the others (RFC 7644 §3.5.2).
    private func settled(
        _ elements: [AttributeValue], _ touched: Set<Int>, _ target: PatchTarget
    ) throws(SCIMError) -> [AttributeValue] {
        let limit = reader.limits.values
        guard elements.count <= limit else {
            throw SCIMError(.invalidValue, "more than the \(limit) values allowed", path: target.text)
        }
        let primary = elements.indices.filter { elements[$0].tree.truth("primary") == true }
        let chosen = primary.filter(touched.contains)
        guard chosen.count <= 1 else {
            throw SCIMError(.invalidValue, "more than one value is primary", path: target.text)
        }
        var (elements, changed) = (elements, touched)
        for place in primary where !chosen.isEmpty && !chosen.contains(place) {
            var tree = elements[place].tree
            tree["primary"] = .truth(false)
            elements[place] = .complex(tree)
            changed.insert(place)
        }
        // A change of parts may make two values equal.
        return elements.withoutRepeats(of: changed).filter { !$0.isUnassigned }
    }
}
