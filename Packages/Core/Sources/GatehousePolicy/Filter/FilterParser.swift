import GatehouseModel

/// Reads the tokens of a rule: `-or` binds loosest, then `-and`, then `-not`, then the comparisons.
struct FilterParser {
    /// How deep parentheses may nest.
    static let deepest = 32

    /// Which attributes a rule may name.
    enum Scope {
        /// Those of a device filter.
        case device
        /// A device's or a person's.
        case membership
    }

    private let tokens: [FilterToken]
    private let scope: Scope
    private var position = 0
    private var depth = 0

    /// `tokens` must end with ``FilterToken/Kind/end``.
    init(tokens: [FilterToken], scope: Scope = .device) {
        self.tokens = tokens
        self.scope = scope
    }

    mutating func rule() throws(FilterError) -> FilterNode {
        if tokens.count <= 1 { throw FilterError(offset: 0, message: "the rule is empty") }
        let node = try alternatives()
        guard current.kind == .end else { throw expected("`-and`, `-or` or the end of the rule") }
        return node
    }

    private mutating func alternatives() throws(FilterError) -> FilterNode {
        var nodes = [try conjunction()]
        while skip(keyword: "or") { nodes.append(try conjunction()) }
        return nodes.count == 1 ? nodes[0] : .or(nodes)
    }

    private mutating func conjunction() throws(FilterError) -> FilterNode {
        var nodes = [try factor()]
        while skip(keyword: "and") { nodes.append(try factor()) }
        return nodes.count == 1 ? nodes[0] : .and(nodes)
    }

    private mutating func factor() throws(FilterError) -> FilterNode {
        skip(keyword: "not") ? .not(try primary()) : try primary()
    }

    private mutating func primary() throws(FilterError) -> FilterNode {
        guard current.kind == .leftParenthesis else { return .comparison(try comparison()) }
        guard depth < Self.deepest else {
            throw FilterError(offset: current.offset, message: "parentheses nest deeper than \(Self.deepest)")
        }
        depth += 1
        advance()
        let node = try alternatives()
        guard current.kind == .rightParenthesis else { throw expected("`)`, `-and` or `-or`") }
        advance()
        depth -= 1
        return node
    }

    private mutating func comparison() throws(FilterError) -> FilterComparison {
        let property = try property()
        let comparator = try comparator(of: property)
        let operand = try operand(of: property, for: comparator)
        return FilterComparison(property: property, comparator: comparator, operand: operand)
    }

    private mutating func property() throws(FilterError) -> FilterProperty {
        let wanted = "a property, as `device.displayName`\(scope == .membership ? " or `user.department`" : "")"
        guard case .word(let word) = current.kind, !word.hasPrefix("-") else { throw expected(wanted) }
        if scope == .membership, let property = try memberProperty(word) { return property }
        let prefix = "device."
        guard word.lowercased().hasPrefix(prefix) else {
            throw expected(wanted, hint: FilterProperty(name: word).map { "write `device.\($0.name)`" })
        }
        let name = String(word.dropFirst(prefix.count))
        guard let property = FilterProperty(name: name) else {
            let near = Spelling.nearest(to: name, among: FilterProperty.all.map(\.name))
            throw refused("unknown property `\(word)`", hint: near.map { "did you mean `device.\($0)`?" })
        }
        advance()
        return property
    }

    /// What only rules of directory groups may name; `nil` for what is read as in a device filter.
    private mutating func memberProperty(_ word: String) throws(FilterError) -> FilterProperty? {
        if word.lowercased() == "device.platform" {
            advance()
            return .platform
        }
        let prefix = "user."
        guard word.lowercased().hasPrefix(prefix) else { return nil }
        let name = String(word.dropFirst(prefix.count))
        guard let property = UserProperty(name: name) else {
            let near = Spelling.nearest(to: name, among: UserProperty.allCases.map(\.rawValue))
            let all = UserProperty.allCases.map(\.rawValue).joined(separator: ", ")
            throw refused(
                "unknown property `\(word)`", hint: near.map { "did you mean `user.\($0)`?" } ?? "one of \(all)")
        }
        advance()
        return .user(property)
    }

    private mutating func comparator(of property: FilterProperty) throws(FilterError) -> FilterOperator {
        guard case .word(let word) = current.kind else { throw expected("an operator, as `-eq`") }
        let allowed = property.kind.operators
        let names = allowed.map { "`-\($0.rawValue)`" }.joined(separator: ", ")
        guard let comparator = FilterOperator(word: word) else {
            let near = Spelling.nearest(to: FilterOperator.name(of: word), among: allowed.map(\.rawValue))
            let hint = near.map { "did you mean `-\($0)`?" } ?? "use one of \(names)"
            throw refused("unknown operator `\(word)`", hint: hint)
        }
        guard allowed.contains(comparator) else {
            throw refused("`\(property.qualifiedName)` does not allow `\(word)`", hint: "use one of \(names)")
        }
        advance()
        return comparator
    }

    private mutating func operand(
        of property: FilterProperty, for comparator: FilterOperator
    ) throws(FilterError) -> FilterComparison.Operand {
        if comparator.takesList { return .list(try list()) }
        switch current.kind {
        case .text(let text):
            let operand = try operand(text, of: property)
            advance()
            return operand
        case .word(let word) where word.lowercased() == "null" && comparator.positive == .eq:
            advance()
            return .null
        case .word(let word):
            guard case .truth = property.kind, let value = Self.truth(word) else {
                throw expected("a text in double quotes")
            }
            advance()
            return .truth(value)
        case .leftBracket: throw expected("a text in double quotes", hint: "a list follows `-in` or `-notIn`")
        default: throw expected("a text in double quotes")
        }
    }

    /// A property that takes only some values refuses others, since such a rule would never hold.
    private func operand(_ text: String, of property: FilterProperty) throws(FilterError) -> FilterComparison.Operand {
        switch property.kind {
        case .truth:
            guard let value = Self.truth(text) else { throw unfitting(text, property, ["True", "False"]) }
            return .truth(value)
        case .choice(let choices):
            guard choices.contains(where: { $0.lowercased() == text.lowercased() }) else {
                throw unfitting(text, property, choices)
            }
            return .text(FoldedText(text))
        case .identifier, .collection, .text: return .text(FoldedText(text))
        }
    }

    private mutating func list() throws(FilterError) -> [FoldedText] {
        guard current.kind == .leftBracket else { throw expected("a list, as `[\"a\", \"b\"]`") }
        var values = [FoldedText]()
        repeat {
            advance()
            guard case .text(let text) = current.kind else { throw expected("a text in double quotes") }
            values.append(FoldedText(text))
            advance()
        } while current.kind == .comma
        guard current.kind == .rightBracket else { throw expected("`,` or `]`") }
        advance()
        return values
    }
}

extension FilterParser {
    private var current: FilterToken { tokens[position] }

    private mutating func advance() { position = min(position + 1, tokens.count - 1) }

    private mutating func skip(keyword: String) -> Bool {
        guard case .word(let word) = current.kind, FilterOperator.name(of: word) == keyword else { return false }
        advance()
        return true
    }

    private static func truth(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }

    private func refused(_ message: String, hint: String? = nil) -> FilterError {
        FilterError(offset: current.offset, message: hint.map { "\(message)\nhint: \($0)" } ?? message)
    }

    private func expected(_ wanted: String, hint: String? = nil) -> FilterError {
        let found =
            switch current.kind {
            case .leftParenthesis: "`(`"
            case .rightParenthesis: "`)`"
            case .leftBracket: "`[`"
            case .rightBracket: "`]`"
            case .comma: "`,`"
            case .word(let word): "`\(word)`"
            case .text(let text): "the text `\(text)`"
            case .end: "the end of the rule"
            }
        return refused("expected \(wanted), found \(found)", hint: hint)
    }

    private func unfitting(_ text: String, _ property: FilterProperty, _ choices: [String]) -> FilterError {
        let names = choices.map { "`\"\($0)\"`" }.joined(separator: ", ")
        return refused("`\(property.qualifiedName)` is never `\"\(text)\"`", hint: "it is one of \(names)")
    }
}
