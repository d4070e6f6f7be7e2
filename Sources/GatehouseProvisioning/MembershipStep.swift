import GatehouseSCIM
import GatehouseWire

/// An operation of a PATCH that only puts members into a group or takes them out.
enum MembershipStep: Sendable {
    case add([DirectoryMember])
    case remove([String])

    /// The operations, if all of them are such; `nil` where one is of another kind.
    static func all(of patch: PatchRequest) throws(SCIMError) -> [MembershipStep]? {
        var steps = [MembershipStep]()
        for operation in patch.operations {
            guard let step = try MembershipStep(operation) else { return nil }
            steps.append(step)
        }
        return steps
    }

    private init?(_ operation: PatchOperation) throws(SCIMError) {
        guard let path = operation.path, path.attribute.name.lowercased() == "members",
            path.attribute.subAttribute == nil, path.part == nil,
            path.attribute.schema == nil || path.attribute.schema == SCIMSchema.group.id
        else { return nil }
        switch (operation.kind, path.filter, operation.value) {
        case (.add, nil, let value?): self = .add(try Self.members(value))
        case (.remove, nil, let value?):
            guard case .array(let values) = value, !values.isEmpty else { return nil }
            self = .remove(try Self.members(value).map(\.id))
        case (.remove, .comparison(let part, .eq, .string(let id))?, nil):
            guard part.name.lowercased() == "value", part.subAttribute == nil else { return nil }
            self = .remove([id])
        default: return nil
        }
    }

    /// Read as the members of a group are.
    private static func members(_ value: JSON) throws(SCIMError) -> [DirectoryMember] {
        let group = JSON.object([
            JSON.Member("schemas", .array([.string(SCIMSchema.group.id)])),
            JSON.Member("displayName", .string("members")), JSON.Member("members", value),
        ])
        return try DirectoryGroup(attributes: SCIMResourceType.group.created(from: group).attributes).members
    }
}
