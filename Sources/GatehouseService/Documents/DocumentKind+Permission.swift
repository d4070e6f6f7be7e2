import GatehouseDocuments

extension DocumentKind {
    /// What a permission to write or delete documents of this kind is about.
    var resource: Resource {
        switch self {
        case .compliancePolicy, .accessPolicy, .deviceGroup, .assignmentFilter, .namedLocation: .policy
        case .complianceScript: .script
        case .application: .application
        case .enforcementPoint: .enforcementPoint
        case .tenantSettings, .identityProvider, .notificationChannel, .notificationTemplate: .settings
        }
    }
}

extension Caller {
    /// Throws ``ServiceError/Code/notPermitted`` unless the caller's role may do this to documents of the kind.
    func require(_ action: Permission.Action, _ kind: DocumentKind, _ name: String) throws {
        let permission = Permission(kind.resource, action)
        guard let role = Role(rawValue: role), role.allows(permission) else {
            throw ServiceError(
                .notPermitted,
                "the role `\(role)` may not \(action.rawValue) \(kind.rawValue) `\(name)`: it does not have the "
                    + "permission `\(permission)`",
                hint: "roles that have it: \(Role.names(allowing: permission))")
        }
    }
}

extension Permission {
    /// What is asked for each document, beyond what the route asks for.
    public static let ofDocuments = Set(
        DocumentKind.allCases.flatMap { [Permission($0.resource, .write), Permission($0.resource, .delete)] })
}
