import GatehouseSCIM
import GatehouseWire

/// A filter that an index answers: what provisioning clients ask before they make somebody.
enum Lookup: Sendable {
    case id(String)
    /// `userName` of a user, `displayName` of a group.
    case name(String)
    case externalID(String)

    /// Beyond so many resources, a filter that no index answers is refused (`tooMany`, RFC 7644 §3.12).
    static let mostSearched = 20_000

    static let tooMany = SCIMError(
        .tooMany, "there are more than \(mostSearched) resources to search: ask by `id`, name or `externalId` with `eq`"
    )

    /// `nil` for any other filter.
    init?(_ filter: SCIMFilter, of type: SCIMResourceType) {
        guard case .comparison(let path, .eq, .string(let text)) = filter, path.subAttribute == nil,
            path.schema == nil || SCIMSchema.all.contains(where: { $0.id == path.schema })
        else { return nil }
        switch path.name.lowercased() {
        case "id": self = .id(text)
        case "username" where type.name == SCIMResourceType.user.name,
            "displayname" where type.name == SCIMResourceType.group.name:
            self = .name(text)
        case "externalid": self = .externalID(text)
        default: return nil
        }
    }
}
