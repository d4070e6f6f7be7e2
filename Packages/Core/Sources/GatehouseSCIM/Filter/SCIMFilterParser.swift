import GatehouseModel
import GatehouseWire

/// Reads the tokens of a filter or of a PATCH's path: `or` binds loosest, then `and`, then `not`, then comparisons.
struct SCIMFilterParser {
    private let tokens: [SCIMFilterToken]
    /// What refusals carry; within brackets always ``SCIMError/Code/invalidFilter``.
    private var code: SCIMError.Code
    private var position = 0
    private var depth = 0
    private var comparisons = 0
    private var isInBrackets = false

    init(_ text: String, code: SCIMError.Code) throws(SCIMError) {
        guard text.utf8.count <= SCIMFilter.longest else {
            throw SCIMError(code, "the text is longer than \(SCIMFilter.longest) bytes", offset: SCIMFilter.longest)
        }
        tokens = try SCIMFilterLexer.tokens(of: text, code: code)
        self.code = code
    }

    /// The whole text as a filter.
    mutating func filter() throws(SCIMError) -> SCIMFilter {
        if tokens.count == 1 { throw SCIMError(code, "the filter is empty", offset: 0) }
        let filter = try alternatives()
        guard current.kind == .end else { throw expected("`and`, `or` or the end of the filter") }
        return filter
    }

    /// The whole text as a PATCH's path (RFC 7644 §3.5.2): `attrPath / valuePath [subAttr]`.
    mutating func patchPath() throws(SCIMError) -> PatchPath {
        let path = try path()
        var filter: SCIMFilter?
        var part: String?
        if current.kind == .leftBracket {
            filter = try brackets()
            if case .part(let name) = current.kind {
                guard AttributePath.isName(name[...]) else { throw expected("the name of a part") }
                part = name
                advance()
            }
        }
        guard current.kind == .end else { throw expected("the end of the path") }
        return PatchPath(attribute: path, filter: filter, part: part)
    }

    private mutating func alternatives() throws(SCIMError) -> SCIMFilter {
        var filters = [try conjunction()]
        while skip("or") { filters.append(try conjunction()) }
        return filters.count == 1 ? filters[0] : .or(filters)
    }

    private mutating func conjunction() throws(SCIMError) -> SCIMFilter {
        var filters = [try factor()]
        while skip("and") { filters.append(try factor()) }
        return filters.count == 1 ? filters[0] : .and(filters)
    }

    private mutating func factor() throws(SCIMError) -> SCIMFilter {
        if isWord("not"), tokens[min(position + 1, tokens.count - 1)].kind == .leftParenthesis {
            advance()
            return .not(try parentheses())
        }
        return current.kind == .leftParenthesis ? try parentheses() : try test()
    }

    private mutating func parentheses() throws(SCIMError) -> SCIMFilter {
        try descend()
        let filter = try alternatives()
        guard current.kind == .rightParenthesis else { throw expected("`)`, `and` or `or`") }
        ascend()
        return filter
    }

    private mutating func brackets() throws(SCIMError) -> SCIMFilter {
        guard !isInBrackets else { throw SCIMError(.invalidFilter, "brackets do not nest", offset: current.offset) }
        let outer = code
        code = .invalidFilter
        isInBrackets = true
        try descend()
        let filter = try alternatives()
        guard current.kind == .rightBracket else { throw expected("`]`, `and` or `or`") }
        ascend()
        isInBrackets = false
        code = outer
        return filter
    }

    /// `path[filter].part eq 1`, which Entra ID may send, asks both of the same value.
    private mutating func test() throws(SCIMError) -> SCIMFilter {
        let path = try path()
        guard current.kind == .leftBracket else { return try comparison(of: path) }
        let filter = try brackets()
        guard case .part(let name) = current.kind, AttributePath.isName(name[...]) else {
            return .element(path, filter)
        }
        advance()
        let more = try comparison(of: AttributePath(name))
        if case .and(let filters) = filter { return .element(path, .and(filters + [more])) }
        return .element(path, .and([filter, more]))
    }

    private mutating func comparison(of path: AttributePath) throws(SCIMError) -> SCIMFilter {
        comparisons += 1
        guard comparisons <= SCIMFilter.mostComparisons else {
            throw refused("the filter has more than \(SCIMFilter.mostComparisons) comparisons")
        }
        if skip("pr") { return .present(path) }
        guard case .word(let word) = current.kind else { throw expected("an operator, as `eq`") }
        guard let comparator = SCIMFilter.Operator(rawValue: word.lowercased()) else {
            let names = SCIMFilter.Operator.allCases.map(\.rawValue) + ["pr"]
            let near = Spelling.nearest(to: word, among: names) ?? "eq"
            throw refused("unknown operator \(quoted(word))\nhint: did you mean `\(near)`?")
        }
        advance()
        return .comparison(path, comparator, try literal())
    }

    private mutating func path() throws(SCIMError) -> AttributePath {
        guard case .word(let word) = current.kind else { throw expected("an attribute, as `userName`") }
        guard let path = AttributePath(word) else { throw refused("\(quoted(word)) is no attribute's name") }
        advance()
        return path
    }

    /// `true`, `false` and `null` are read without regard to case, as some clients write them.
    private mutating func literal() throws(SCIMError) -> JSON {
        let value: JSON
        switch current.kind {
        case .literal(let json): value = json
        case .word(let word):
            switch word.lowercased() {
            case "true": value = .boolean(true)
            case "false": value = .boolean(false)
            case "null": value = .null
            default: throw expected("a value of JSON", hint: "text stands in double quotes")
            }
        default: throw expected("a value of JSON")
        }
        advance()
        return value
    }
}

extension SCIMFilterParser {
    private var current: SCIMFilterToken { tokens[position] }

    private mutating func advance() { position = min(position + 1, tokens.count - 1) }

    private mutating func descend() throws(SCIMError) {
        guard depth < SCIMFilter.deepest else {
            throw refused("parentheses and brackets nest deeper than \(SCIMFilter.deepest)")
        }
        depth += 1
        advance()
    }

    private mutating func ascend() {
        depth -= 1
        advance()
    }

    private func isWord(_ wanted: String) -> Bool {
        guard case .word(let word) = current.kind else { return false }
        return FoldedComparison.areEqual(word, wanted)
    }

    private mutating func skip(_ keyword: String) -> Bool {
        guard isWord(keyword) else { return false }
        advance()
        return true
    }

    private func refused(_ message: String) -> SCIMError { SCIMError(code, message, offset: current.offset) }

    private func expected(_ wanted: String, hint: String? = nil) -> SCIMError {
        let found =
            switch current.kind {
            case .leftParenthesis: "`(`"
            case .rightParenthesis: "`)`"
            case .leftBracket: "`[`"
            case .rightBracket: "`]`"
            case .word(let word): quoted(word)
            case .part(let name): quoted(".\(name)")
            case .literal(let json): quoted(String(decoding: json.serialised(), as: UTF8.self))
            case .end: "the end"
            }
        let mended = hint.map { "\nhint: \($0)" } ?? ""
        return refused("expected \(wanted), found \(found)\(mended)")
    }
}
