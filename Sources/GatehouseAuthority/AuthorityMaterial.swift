import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService

/// The keys and certificates of a tenant's authority, as they are sealed for the store.
struct AuthorityMaterial: Codable, Sendable {
    /// `nil` while it is kept elsewhere: nothing that only the root signs can be made then.
    var rootKey: String?
    var root: String
    var intermediateKey: String
    var intermediate: String
    var scriptKey: String

    /// A fresh authority.
    static func fresh(tenant: TenantID, now: Instant) throws(AuthorityError) -> AuthorityMaterial {
        let rootKey = P256.Signing.PrivateKey()
        let intermediateKey = P256.Signing.PrivateKey()
        let rootPEM = try CertificateAuthority.root(tenant: tenant, key: rootKey, now: now)
        let root = try CertificateAuthority(pem: rootPEM, key: rootKey, file: "fresh root")
        return AuthorityMaterial(
            rootKey: rootKey.pemRepresentation, root: root.pem, intermediateKey: intermediateKey.pemRepresentation,
            intermediate: try CertificateAuthority.intermediate(
                tenant: tenant, key: intermediateKey, root: root, now: now),
            scriptKey: P256.Signing.PrivateKey().pemRepresentation)
    }

    /// With an intermediate anew, of the same key and name, where its end is near; `nil` where it is not, or the root's
    /// key is kept elsewhere.
    func renewed(_ authority: TenantAuthority, now: Instant) throws(AuthorityError) -> AuthorityMaterial? {
        guard now + TenantAuthority.renewal >= authority.issuing.notAfter, let key = authority.issuing.key,
            authority.rootAuthority.key != nil
        else { return nil }
        var material = self
        material.intermediate = try CertificateAuthority.intermediate(
            tenant: authority.tenant, key: key, root: authority.rootAuthority, now: now)
        return material
    }

    func sealed(by key: SealingKey, for tenant: TenantID) throws(AuthorityError) -> [UInt8] {
        guard let json = try? JSONEncoder().encode(self), let sealed = key.seal(Array(json), for: Self.purpose(tenant))
        else { throw AuthorityError(.failed, "the authority of the tenant \(tenant) cannot be sealed") }
        return sealed
    }

    init(sealed: [UInt8], by key: SealingKey, for tenant: TenantID) throws(AuthorityError) {
        guard let json = key.open(sealed, for: Self.purpose(tenant)),
            let material = try? JSONDecoder().decode(Self.self, from: Data(json))
        else {
            throw AuthorityError(
                .sealedOtherwise,
                "the authority of the tenant \(tenant) cannot be opened: it was sealed under another key\n"
                    + "hint: restore `secrets.key` from a backup, or copy it from a node that runs")
        }
        self = material
    }

    init(rootKey: String?, root: String, intermediateKey: String, intermediate: String, scriptKey: String) {
        self.rootKey = rootKey
        self.root = root
        self.intermediateKey = intermediateKey
        self.intermediate = intermediate
        self.scriptKey = scriptKey
    }

    private static func purpose(_ tenant: TenantID) -> String { "authority/\(tenant)" }
}
