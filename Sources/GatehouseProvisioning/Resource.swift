import GatehouseModel
import GatehouseSCIM

/// A resource as it is answered.
struct Resource: Sendable {
    var attributes: AttributeTree
    var meta: ResourceMeta
}

/// Who asks, for what, at which address.
struct ProvisioningCall: Sendable {
    /// For the audit log.
    var actor: String
    /// The address of the service, without a slash at its end.
    var base: String
    /// The versions that the client means; `nil` where it does not say.
    var ifMatch: EntityTagCondition?
}

/// A refusal for which SCIM has no word but a status.
struct StatusRefusal: Error {
    var status: Int
    var message: String

    static func missing(_ type: SCIMResourceType, _ id: String) -> StatusRefusal {
        StatusRefusal(status: 404, message: "there is no \(type.name) `\(id.prefix(64))`")
    }

    /// Somebody who got a role since is an administrator's to rename, let in again and delete.
    static func ofRank(_ user: User) -> StatusRefusal {
        StatusRefusal(
            status: 403, message: "the user `\(user.userName.prefix(64))` has a role here: ask an administrator")
    }
}

extension ProvisioningCall {
    /// Refuses a change of another version than the client means (RFC 7644 §3.14).
    func require(_ resource: Resource) throws {
        guard let ifMatch, !ifMatch.matches(resource.meta.version) else { return }
        throw StatusRefusal(status: 412, message: "the resource was changed meanwhile: read it again")
    }
}
