public import GatehouseWire

/// What a client asks of a list (RFC 7644 §3.4.2 and §3.4.3).
public struct ListRequest: Hashable, Sendable {
    /// The most resources in one answer.
    public static let maximumCount = 200
    /// How many there are when the client says nothing.
    public static let usualCount = 100
    /// The schema of the body of a POST to `.search`.
    public static let schema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

    /// Which resources; `nil` means all.
    public var filter: SCIMFilter?
    /// In which order; `nil` leaves it to the caller, who should take one that stays.
    public var sort: SortOrder?
    /// From which resource on, counted from 1.
    public var startIndex: Int
    /// How many at most; 0 asks for the number alone.
    public var count: Int
    /// Which attributes.
    public var selection: AttributeSelection

    /// A request made here; indices are brought within their bounds.
    public init(
        filter: SCIMFilter? = nil, sort: SortOrder? = nil, startIndex: Int = 1, count: Int = usualCount,
        selection: AttributeSelection = .standard
    ) {
        self.filter = filter
        self.sort = sort
        self.startIndex = max(1, startIndex)
        self.count = min(max(0, count), Self.maximumCount)
        self.selection = selection
    }

    /// Reads the parameters of a query, whose values `parameter` gives decoded; an empty one is not given.
    ///
    /// A `startIndex` below 1 is 1, a `count` below 0 is 0 and one above ``maximumCount`` is that (RFC 7644 §3.4.2.4).
    public init(parameter: (String) -> String?) throws(SCIMError) {
        func value(_ name: String) -> String? { parameter(name).flatMap { $0.isEmpty ? nil : $0 } }
        self.init(
            filter: try value("filter").map { (text) throws(SCIMError) in try SCIMFilter(parsing: text) },
            sort: try SortOrder(by: value("sortBy"), order: value("sortOrder")),
            startIndex: try Self.number(value("startIndex"), "startIndex") ?? 1,
            count: try Self.number(value("count"), "count") ?? Self.usualCount,
            selection: try AttributeSelection(
                attributes: value("attributes"), excludedAttributes: value("excludedAttributes")))
    }

    /// Reads the body of a POST to `.search`; refuses a message without its schema and members of another type.
    public init(json: JSON) throws(SCIMError) {
        guard json.hasSchema(Self.schema) else {
            throw SCIMError(.invalidSyntax, "`schemas` does not hold `\(Self.schema)`", path: "schemas")
        }
        self.init(
            filter: try json.text("filter").map { (text) throws(SCIMError) in try SCIMFilter(parsing: text) },
            sort: try SortOrder(by: json.text("sortBy"), order: json.text("sortOrder")),
            startIndex: try json.number("startIndex") ?? 1, count: try json.number("count") ?? Self.usualCount,
            selection: try AttributeSelection(
                attributes: json.texts("attributes"), excludedAttributes: json.texts("excludedAttributes")))
    }

    /// The places of this page among `total` resources, counted from 0.
    public func page(of total: Int) -> Range<Int> {
        let start = min(startIndex - 1, max(0, total))
        return start..<min(max(0, total), start + count)
    }

    private static func number(_ text: String?, _ name: String) throws(SCIMError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else { throw ValueReader.unfit("a whole number", name) }
        return number
    }
}

extension JSON {
    fileprivate func text(_ name: String) throws(SCIMError) -> String? {
        switch member(name) {
        case nil, .null?: return nil
        case .string(let text)?: return text.isEmpty ? nil : text
        default: throw ValueReader.unfit("a text", name)
        }
    }

    fileprivate func number(_ name: String) throws(SCIMError) -> Int? {
        switch member(name) {
        case nil, .null?: return nil
        case .integer(let value)?: return Int(value)
        default: throw ValueReader.unfit("a whole number", name)
        }
    }

    fileprivate func texts(_ name: String) throws(SCIMError) -> [String] {
        switch member(name) {
        case nil, .null?: return []
        case .array(let values)?:
            var texts = [String]()
            for value in values {
                guard case .string(let text) = value else { throw ValueReader.unfit("a text", name) }
                texts.append(text)
            }
            return texts
        default: throw ValueReader.unfit("an array", name)
        }
    }
}
