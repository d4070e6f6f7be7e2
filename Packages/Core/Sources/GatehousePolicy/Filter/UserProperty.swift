import GatehouseModel

/// An attribute of a person that a group's rule may test.
package enum UserProperty: String, Hashable, Sendable, CaseIterable {
    case id
    case userName
    case displayName
    case givenName
    case familyName
    case mail
    case kind
    case isEnabled
    case jobTitle
    case department
    case costCentre
    case employeeNumber
    case manager
    case source

    /// Graph's word where it has another.
    private var graphName: String? {
        switch self {
        case .id: "objectId"
        case .userName: "userPrincipalName"
        case .familyName: "surname"
        case .kind: "userType"
        case .isEnabled: "accountEnabled"
        case .costCentre: "costCenter"
        case .employeeNumber: "employeeId"
        default: nil
        }
    }

    var kindOfValue: FilterProperty.Kind {
        switch self {
        case .id, .manager: .identifier
        case .kind: .choice(UserKind.allCases.map(\.rawValue))
        case .isEnabled: .truth
        default: .text
        }
    }

    /// The property of this name or Graph's, in any case.
    init?(name: String) {
        guard let match = Self.byName[name.lowercased()] else { return nil }
        self = match
    }

    func value(of user: User) -> FilterValue {
        switch self {
        case .id: .text(user.id.description)
        case .userName: .text(user.userName)
        case .displayName: Self.text(user.displayName)
        case .givenName: Self.text(user.givenName)
        case .familyName: Self.text(user.familyName)
        case .mail: Self.text(user.mail)
        case .kind: .text(user.kind.rawValue)
        case .isEnabled: .truth(user.isEnabled)
        case .jobTitle: Self.text(user.jobTitle)
        case .department: Self.text(user.department)
        case .costCentre: Self.text(user.costCentre)
        case .employeeNumber: Self.text(user.employeeNumber)
        case .manager: user.manager.map { .text($0.description) } ?? .null
        case .source: .text(user.source.description)
        }
    }

    private static func text(_ value: String) -> FilterValue { value.isEmpty ? .null : .text(value) }

    private static let byName = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { property in
            [property.rawValue, property.graphName].compactMap { $0.map { ($0.lowercased(), property) } }
        })
}
