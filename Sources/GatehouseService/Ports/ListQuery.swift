/// One question for a list: the native API, Graph's OData and the console all build it; storage turns it into SQL.
public struct ListQuery: Hashable, Sendable {
    /// Which rows are wanted.
    public indirect enum Filter: Hashable, Sendable {
        case compare(field: String, Operator, Value)
        case and([Filter])
        case or([Filter])
        case not(Filter)
    }
    /// How a field is compared with a value; the raw values of the first six are OData's.
    public enum Operator: String, Sendable, Hashable, CaseIterable {
        case equals = "eq"
        case notEquals = "ne"
        case less = "lt"
        case atMost = "le"
        case greater = "gt"
        case atLeast = "ge"
        case contains
        case startsWith
        case endsWith
    }
    /// What a field is compared with.
    public enum Value: Hashable, Sendable {
        case text(String)
        case integer(Int64)
        case boolean(Bool)
        case null
    }
    /// One field to sort by.
    public struct Order: Hashable, Sendable {
        /// The field's name, as the list that is asked spells it.
        public var field: String
        /// Whether the largest comes first.
        public var isDescending: Bool

        /// Makes the order, ascending unless said.
        public init(field: String, isDescending: Bool = false) {
            self.field = field
            self.isDescending = isDescending
        }
    }

    /// `nil` wants every row.
    public var filter: Filter?
    /// Ties are broken by the row's identifier, so that paging is exact.
    public var order: [Order]
    /// 1 to 1,000.
    public var limit: Int
    /// Opaque; from the previous page's ``Page/next``.
    public var cursor: String?
    /// Fields wanted; empty means all; a hint, since storage may give more.
    public var projection: Set<String>

    /// Makes the question; whether its fields exist is for the store to say.
    public init(
        filter: Filter? = nil, order: [Order] = [], limit: Int = 100, cursor: String? = nil,
        projection: Set<String> = []
    ) {
        self.filter = filter
        self.order = order
        self.limit = limit
        self.cursor = cursor
        self.projection = projection
    }
}

/// One page of a list.
public struct Page<Element: Sendable>: Sendable {
    /// The rows, in the order asked for.
    public var elements: [Element]
    /// The cursor of the next page, if there is one.
    public var next: String?

    /// Makes the page; `next` is `nil` on the last one.
    public init(elements: [Element], next: String?) {
        self.elements = elements
        self.next = next
    }
}

extension Page: Equatable where Element: Equatable {}
