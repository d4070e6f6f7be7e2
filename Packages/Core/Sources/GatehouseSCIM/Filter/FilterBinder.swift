import GatehouseModel
import GatehouseWire

extension SCIMFilter {
    /// Checks the filter against a resource type.
    ///
    /// Refuses with `invalidFilter` an operator or value that does not fit its attribute, and with `sensitive` an
    /// attribute that is never returned, whose value a filter could find out (RFC 7644 §7.5.2).
    public func bound(to type: SCIMResourceType) throws(SCIMError) -> BoundFilter {
        BoundFilter(try FilterBinder(type: type).test(self), type)
    }
}

/// Turns a filter's names and values into those of a resource type, or of the parts of one complex attribute.
struct FilterBinder {
    let type: SCIMResourceType
    /// The attribute whose values are filtered; `nil` at the resource itself.
    var element: AttributeDefinition?
    /// Whether a name that is not there is refused: within a PATCH's path it is misspelt, and what denies it would select
    /// every value.
    var refusesUnknown = false

    func test(_ filter: SCIMFilter) throws(SCIMError) -> FilterTest {
        switch filter {
        case .present(let path):
            guard let found = try find(path) else { return .never }
            return .present(found.steps)
        case .comparison(let path, let comparator, let value): return try comparison(path, comparator, value)
        case .element(let path, let filter):
            guard let found = try find(path) else { return .never }
            let inner = FilterBinder(type: type, element: found.definition, refusesUnknown: refusesUnknown)
            return .element(found.steps, try inner.test(filter))
        case .not(let filter): return .not(try test(filter))
        case .and(let filters): return .and(try tests(filters))
        case .or(let filters): return .or(try tests(filters))
        }
    }

    private func tests(_ filters: [SCIMFilter]) throws(SCIMError) -> [FilterTest] {
        var tests = [FilterTest]()
        for filter in filters { tests.append(try test(filter)) }
        return tests
    }

    private func comparison(
        _ path: AttributePath, _ comparator: SCIMFilter.Operator, _ value: JSON
    ) throws(SCIMError) -> FilterTest {
        guard var (steps, definition) = try find(path) else {
            return comparator == .ne && value != .null || comparator == .eq && value == .null ? .not(.never) : .never
        }
        if value == .null {
            switch comparator {
            case .eq: return .not(.present(steps))
            case .ne: return .present(steps)
            default: throw Self.refused("`null` has no order and no parts", path)
            }
        }
        if definition.type == .complex {
            guard let part = definition.subAttribute("value") else {
                throw Self.refused("the attribute has parts: compare one of them", path)
            }
            steps.append(part.name)
            definition = part
        }
        let operand = try Self.operand(value, comparator, of: definition, path)
        guard comparator == .ne else {
            return .comparison(steps, ValueComparison(comparator: comparator, operand: operand))
        }
        return .not(.comparison(steps, ValueComparison(comparator: .eq, operand: operand)))
    }

    private func find(_ path: AttributePath) throws(SCIMError) -> (steps: [String], definition: AttributeDefinition)? {
        let found = try known(path)
        guard found != nil || !refusesUnknown else {
            throw Self.refused("the attribute has no part \(quoted(path.description))", path)
        }
        return found
    }

    private func known(_ path: AttributePath) throws(SCIMError) -> (steps: [String], definition: AttributeDefinition)? {
        guard let element else {
            guard let found = type.resolve(path) else { return nil }
            return try Self.open(found.steps, [found.attribute, found.target], path)
        }
        guard path.schema == nil else { throw Self.refused("a path within brackets has no schema", path) }
        // The values of a simple attribute stand under `value`.
        if element.type != .complex {
            guard FoldedComparison.areEqual(path.name, "value"), path.subAttribute == nil else { return nil }
            return (["value"], element)
        }
        guard let part = element.subAttribute(path.name) else { return nil }
        guard let name = path.subAttribute else { return try Self.open([part.name], [part], path) }
        guard let inner = part.subAttribute(name) else { return nil }
        return try Self.open([part.name, inner.name], [part, inner], path)
    }

    private static func open(
        _ steps: [String], _ definitions: [AttributeDefinition], _ path: AttributePath
    ) throws(SCIMError) -> (steps: [String], definition: AttributeDefinition)? {
        guard definitions.allSatisfy({ $0.returned != .never }) else {
            throw SCIMError(.sensitive, "the attribute cannot be asked for", path: path.description)
        }
        return definitions.last.map { (steps, $0) }
    }

    private static func operand(
        _ value: JSON, _ comparator: SCIMFilter.Operator, of definition: AttributeDefinition, _ path: AttributePath
    ) throws(SCIMError) -> ValueComparison.Operand {
        let isPart = [.co, .sw, .ew].contains(comparator)
        let isEquality = [.eq, .ne].contains(comparator)
        switch (definition.type, value) {
        case (.boolean, _):
            guard isEquality else { throw refused("`\(comparator.rawValue)` does not apply to a truth value", path) }
            if case .boolean(let truth) = value { return .truth(truth) }
            if case .string(let text) = value, let truth = ValueReader.truth(text) { return .truth(truth) }
            throw refused("a truth value is compared with `true` or `false`", path)
        case (.integer, .integer(let number)) where !isPart, (.decimal, .integer(let number)) where !isPart:
            return .integer(number)
        case (.integer, .number(let number)) where !isPart, (.decimal, .number(let number)) where !isPart:
            return .decimal(number)
        case (.integer, _), (.decimal, _):
            throw refused("a number is compared with a number, as a whole", path)
        case (.binary, .string) where !isEquality && !isPart:
            throw refused("`\(comparator.rawValue)` does not apply to base 64", path)
        case (.dateTime, .string(let text)) where !isPart:
            guard let instant = Instant(text) else { throw refused("\(quoted(text)) is no RFC 3339 time", path) }
            return .instant(instant)
        case (_, .string(let text)): return .text(TextPattern(text, isFolded: !definition.isCaseExact))
        default: throw refused("a text is compared with a text", path)
        }
    }

    private static func refused(_ message: String, _ path: AttributePath) -> SCIMError {
        SCIMError(.invalidFilter, message, path: path.description)
    }
}
