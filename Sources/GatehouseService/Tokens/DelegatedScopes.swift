import GatehouseModel
import GatehouseOpenID

/// What an application may be given in a person's name: what an administrator consented to for everybody.
enum DelegatedScopes {
    /// Refuses another resource than the server's API, and permissions without an administrator's consent.
    static func require(
        _ scopes: RequestedScopes, of application: ClientApplication, at base: String
    ) throws(OpenIDError) {
        guard AccessTokenRules.isOwn(scopes.resource, at: base) else {
            throw OpenIDError(.resourceUnknown, "`scope` asks for another resource than this server's")
        }
        let missing = scopes.permissions.filter { !application.delegated.contains($0) }
        guard missing.isEmpty else {
            throw OpenIDError(
                .consentRequired,
                "no administrator has consented to `\(missing.joined(separator: " "))` for this application")
        }
    }

    /// The permissions of the token, as `scp` names them.
    static func names(_ scopes: RequestedScopes, of application: ClientApplication) -> [String] {
        let permissions = scopes.isDefault ? application.delegated : scopes.permissions
        return RequestedScopes.Identity.allCases.filter(scopes.identity.contains).map(\.rawValue)
            + permissions.filter(application.delegated.contains)
    }
}
