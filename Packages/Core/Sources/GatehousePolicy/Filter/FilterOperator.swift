/// How a rule compares a property with its operand, in Graph's spelling.
package enum FilterOperator: String, Sendable, Hashable, CaseIterable {
    case eq
    case ne
    case startsWith
    case notStartsWith
    case endsWith
    case notEndsWith
    case contains
    case notContains
    case `in`
    case notIn

    /// A negative operator holds exactly where its positive one does not, also for a property that is null.
    package var isNegative: Bool {
        switch self {
        case .ne, .notStartsWith, .notEndsWith, .notContains, .notIn: true
        case .eq, .startsWith, .endsWith, .contains, .in: false
        }
    }

    package var positive: FilterOperator {
        switch self {
        case .eq, .ne: .eq
        case .startsWith, .notStartsWith: .startsWith
        case .endsWith, .notEndsWith: .endsWith
        case .contains, .notContains: .contains
        case .in, .notIn: .in
        }
    }

    var takesList: Bool { positive == .in }

    /// The operator that `word` names in any case, with or without its hyphen.
    init?(word: String) {
        guard let match = Self.byName[Self.name(of: word)] else { return nil }
        self = match
    }

    /// `word` without its hyphen, in lower case.
    static func name(of word: String) -> String {
        (word.hasPrefix("-") ? String(word.dropFirst()) : word).lowercased()
    }

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })
}
