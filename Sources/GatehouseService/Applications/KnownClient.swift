import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// An application as requests need it: read once, asked often.
struct KnownClient: Sendable {
    let record: ClientApplication
    /// What the application may do in its own name.
    let permissions: Set<Permission>
    private let redirectURIs: [RedirectURI]
    private let secrets: [ClientSecret]
    private let keys: [(key: JSONWebKey, notAfter: Instant)]

    init(_ record: ClientApplication) {
        self.record = record
        permissions = PermissionNames.permissions(of: record.permissions)
        redirectURIs = record.redirectURIs.compactMap { try? RedirectURI($0) }
        secrets = record.secrets.map { ClientSecret(hash: $0.hash, expires: $0.expiresAt) }
        keys = record.certificates.compactMap { certificate in
            guard let json = try? JSON.parse(Array(certificate.key.utf8)), let key = try? JSONWebKey(json: json) else {
                return nil
            }
            return (key, certificate.notAfter)
        }
    }

    /// What the protocol must know now: keys of certificates that ended are left out.
    func application(at now: Instant) throws(OpenIDError) -> GatehouseOpenID.Application {
        guard let clientID = ClientID(record.id.description) else {
            throw OpenIDError(.serverFailed, "the application cannot be read")
        }
        return GatehouseOpenID.Application(
            clientID: clientID, isEnabled: record.isEnabled, isConfidential: record.isConfidential,
            redirectURIs: redirectURIs, grants: grants, secrets: secrets,
            keys: try JSONWebKeySet(keys.filter { now < $0.notAfter }.map(\.key)))
    }

    private var grants: Set<GrantType> {
        let ofPeople: Set<GrantType> = [.authorizationCode, .refreshToken, .deviceCode]
        return record.isConfidential ? ofPeople.union([.clientCredentials]) : ofPeople
    }
}

/// Permissions as they are granted: by their own names, or all of a built-in role.
enum PermissionNames {
    static func permissions(of names: some Sequence<String>) -> Set<Permission> {
        names.reduce(into: []) { $0.formUnion(permissions(of: $1) ?? []) }
    }

    /// What one name stands for; `nil` when there is nothing of the name.
    static func permissions(of name: String) -> Set<Permission>? {
        if let permission = byName[name] { return [permission] }
        guard let role = Role(rawValue: name) else { return nil }
        return Set(Permission.all.filter(role.allows))
    }

    private static let byName = Dictionary(
        uniqueKeysWithValues: Permission.all.map { ($0.description, $0) })
}
