import Crypto
import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseService
import X509

/// The keys and certificates of a tenant's authority, as they are sealed for the store.
struct AuthorityMaterial: Codable, Sendable {
    /// `nil` while it is kept elsewhere: nothing that only the root signs can be made then.
    var rootKey: String?
    var root: String
    var intermediateKey: String
    var intermediate: String
    var scriptKey: String
    /// What issued before, the newest first; what it issued is taken until it ends.
    var former: [Former]?
    /// Names of keys that issued before and are retired, the newest first: so that their devices can be told.
    var retired: [String]?
    /// Public halves of the keys that signed scripts before, the newest first.
    var formerScriptKeys: [String]?
    /// The root that is given out already and signs nothing yet.
    var nextRoot: Next?

    /// An issuing key of before: it signs nothing but the certificates of keys for scripts, for devices that it issued.
    struct Former: Codable, Sendable {
        var root: String
        var intermediate: String
        var intermediateKey: String
        /// When it stopped to issue, in milliseconds since 1970.
        var stopped: Int64

        var stoppedAt: Instant { Instant(milliseconds: stopped) }
    }

    /// A root with its key.
    struct Next: Codable, Sendable {
        var certificate: String
        var key: String
        /// From when on it is given out, in milliseconds since 1970.
        var made: Int64

        var madeAt: Instant { Instant(milliseconds: made) }
    }

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

    /// With an intermediate anew, of the same key and name, where its end is near; `nil` where it is not, the root ends
    /// with it, or the root's key is kept elsewhere.
    func renewed(_ authority: TenantAuthority, now: Instant) throws(AuthorityError) -> AuthorityMaterial? {
        guard now + TenantAuthority.renewal >= authority.issuing.notAfter, let key = authority.issuing.key,
            authority.rootAuthority.key != nil, authority.issuing.notAfter < authority.rootAuthority.notAfter
        else { return nil }
        var material = self
        material.intermediate = try CertificateAuthority.intermediate(
            tenant: authority.tenant, key: key, root: authority.rootAuthority,
            named: authority.issuing.certificate.subject, now: now)
        return material
    }

    /// Under the key in use, or the one that `former` is sealed under.
    func sealed(
        by keys: SealingKeys, for tenant: TenantID, inPlaceOf former: [UInt8]? = nil
    ) throws(AuthorityError) -> [UInt8] {
        let purpose = SealingPurpose.authority(of: tenant)
        let json = try json(tenant)
        let sealed =
            former.map { keys.seal(json, for: purpose, inPlaceOf: $0) } ?? keys.seal(json, for: purpose)
        guard let sealed else { throw Self.unsealable(tenant) }
        return sealed
    }

    /// Sealed under the newest key; `nil` when `sealed` is already.
    func resealed(_ sealed: [UInt8], by keys: SealingKeys, for tenant: TenantID) throws(AuthorityError) -> [UInt8]? {
        let purpose = SealingPurpose.authority(of: tenant)
        guard keys.isNewest(sealed, for: purpose) == false else { return nil }
        guard let sealed = keys.sealNewest(try json(tenant), for: purpose) else { throw Self.unsealable(tenant) }
        return sealed
    }

    private func json(_ tenant: TenantID) throws(AuthorityError) -> [UInt8] {
        guard let json = try? JSONEncoder().encode(self) else { throw Self.unsealable(tenant) }
        return Array(json)
    }

    private static func unsealable(_ tenant: TenantID) -> AuthorityError {
        AuthorityError(.failed, "the authority of the tenant \(tenant) cannot be sealed")
    }

    init(sealed: [UInt8], by key: SealingKeys, for tenant: TenantID) throws(AuthorityError) {
        guard let json = key.open(sealed, for: SealingPurpose.authority(of: tenant)),
            let material = try? JSONDecoder().decode(Self.self, from: Data(json))
        else {
            throw AuthorityError(
                .sealedOtherwise,
                "the authority of the tenant \(tenant) cannot be opened: it was sealed under another key\n"
                    + "hint: put the line that is missing in `secrets.key` there, from a node that runs or from a backup"
            )
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
}
