import GatehouseModel
import GatehouseService

/// Reads a small part of OData's filter language over the fields of one list.
///
/// It has `eq ne lt le gt ge in`, `contains`, `startswith`, `endswith`, `and`, `or`, `not` and parentheses. Errors say
/// the column and what would be right.
struct FilterParser {
    private static let byteLimit = 4096
    private static let depthLimit = 16
    private static let termLimit = 64

    private let fields: [ListField]
    private let tokens: [FilterToken]
    private var position = 0
    private var depth = 0
    private var terms = 0

    static func parse(_ text: String, fields: [ListField]) throws(ServiceError) -> ListQuery.Filter {
        guard text.utf8.count <= byteLimit else {
            throw ServiceError(.invalid, "the filter is longer than \(byteLimit) bytes")
        }
        var parser = FilterParser(fields: fields, tokens: try FilterLexer.tokens(of: text))
        let filter = try parser.disjunction()
        let rest = parser.next
        guard rest.kind == .end else { throw wanted("`and`, `or` or the end", found: rest) }
        return filter
    }

    private init(fields: [ListField], tokens: [FilterToken]) {
        self.fields = fields
        self.tokens = tokens
    }

    private var next: FilterToken { tokens[position] }

    private mutating func take() -> FilterToken {
        let token = tokens[position]
        if token.kind != .end { position += 1 }
        return token
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard case .word(let found) = next.kind, found.lowercased() == word else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ kind: FilterToken.Kind, _ shown: String) throws(ServiceError) {
        let token = take()
        guard token.kind == kind else { throw Self.wanted(shown, found: token) }
    }

    private mutating func disjunction() throws(ServiceError) -> ListQuery.Filter {
        var parts = [try conjunction()]
        while takeWord("or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .or(parts)
    }

    private mutating func conjunction() throws(ServiceError) -> ListQuery.Filter {
        var parts = [try term()]
        while takeWord("and") { parts.append(try term()) }
        return parts.count == 1 ? parts[0] : .and(parts)
    }

    private mutating func term() throws(ServiceError) -> ListQuery.Filter {
        depth += 1
        terms += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit, terms <= Self.termLimit else {
            throw ServiceError(
                .invalid, "the filter has more than \(Self.termLimit) terms or \(Self.depthLimit) levels")
        }
        if takeWord("not") { return .not(try term()) }
        if next.kind == .open {
            _ = take()
            let inner = try disjunction()
            try expect(.close, "`)`")
            return inner
        }
        return try comparison()
    }

    private mutating func comparison() throws(ServiceError) -> ListQuery.Filter {
        let token = take()
        guard case .word(let word) = token.kind else { throw Self.wanted("a field or a function", found: token) }
        if next.kind == .open { return try function(word, at: token) }
        let field = try field(word, at: token)
        let operation = take()
        guard case .word(let symbol) = operation.kind else { throw Self.wanted("an operator", found: operation) }
        if symbol.lowercased() == "in" { return try membership(field) }
        guard let comparison = ListQuery.Operator(rawValue: symbol.lowercased()), Self.infix.contains(comparison) else {
            throw Self.error(
                "unknown operator \(operation.shown)", at: operation, hint: "one of: eq, ne, lt, le, gt, ge, in")
        }
        return .compare(field: field.name, comparison, try value(of: field))
    }

    private mutating func membership(_ field: ListField) throws(ServiceError) -> ListQuery.Filter {
        try expect(.open, "`(`")
        var parts: [ListQuery.Filter] = []
        repeat {
            terms += 1
            guard terms <= Self.termLimit else {
                throw ServiceError(.invalid, "the filter has more than \(Self.termLimit) terms")
            }
            parts.append(.compare(field: field.name, .equals, try value(of: field)))
        } while takeComma()
        try expect(.close, "`)`")
        return .or(parts)
    }

    private mutating func takeComma() -> Bool {
        guard next.kind == .comma else { return false }
        position += 1
        return true
    }

    private mutating func function(_ name: String, at token: FilterToken) throws(ServiceError) -> ListQuery.Filter {
        let operation: ListQuery.Operator
        switch name.lowercased() {
        case "contains": operation = .contains
        case "startswith": operation = .startsWith
        case "endswith": operation = .endsWith
        default:
            throw Self.error(
                "unknown function \(token.shown)", at: token, hint: "one of: contains, startswith, endswith")
        }
        try expect(.open, "`(`")
        let fieldToken = take()
        guard case .word(let word) = fieldToken.kind else { throw Self.wanted("a field", found: fieldToken) }
        let field = try field(word, at: fieldToken)
        guard field.kind == .text else {
            throw Self.error("\(fieldToken.shown) is not a text", at: fieldToken, hint: "compare it with eq")
        }
        try expect(.comma, "`,`")
        let argument = take()
        guard case .text(let text) = argument.kind else { throw Self.wanted("a text in quotes", found: argument) }
        try expect(.close, "`)`")
        return .compare(field: field.name, operation, .text(text))
    }

    private func field(_ name: String, at token: FilterToken) throws(ServiceError) -> ListField {
        guard let field = fields.first(where: { $0.name == name }) else {
            throw Self.error(
                "unknown field \(token.shown)", at: token,
                hint: "one of: \(fields.map(\.name).joined(separator: ", "))")
        }
        return field
    }

    private mutating func value(of field: ListField) throws(ServiceError) -> ListQuery.Value {
        let token = take()
        if case .word("null") = token.kind { return .null }
        switch (field.kind, token.kind) {
        case (.text, .text(let text)): return .text(text)
        case (.word(let words), .text(let text)):
            guard words.contains(text) else {
                throw Self.error(
                    "\(token.shown) is no value of `\(field.name)`", at: token,
                    hint: "one of: \(words.joined(separator: ", "))")
            }
            return .text(text)
        case (.instant, .text(let text)), (.instant, .word(let text)):
            guard let instant = Instant(text) else {
                throw Self.error("\(token.shown) is not a time", at: token, hint: "as 2026-11-21T09:00:00Z")
            }
            return .integer(instant.milliseconds)
        default:
            throw Self.wanted(field.kind == .instant ? "a time" : "a text in quotes", found: token)
        }
    }

    private static let infix: [ListQuery.Operator] = [.equals, .notEquals, .less, .atMost, .greater, .atLeast]

    private static func wanted(_ what: String, found token: FilterToken) -> ServiceError {
        error("\(token.shown) stands where \(what) is wanted", at: token, hint: "as complianceState eq 'noncompliant'")
    }

    private static func error(_ message: String, at token: FilterToken, hint: String) -> ServiceError {
        ServiceError(.invalid, "\(message) (column \(token.column) of the filter)", hint: hint)
    }
}
