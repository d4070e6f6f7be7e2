import Crypto
public import GatehouseModel
public import GatehouseService
import X509

extension TenantAuthority {
    /// An intermediate with less than this left is issued anew, with the same key and name.
    static let renewal = Duration.seconds(180 * 86_400)

    /// An authority with fresh keys, which nothing keeps.
    public static func fresh(tenant: TenantID, now: Instant) throws(AuthorityError) -> TenantAuthority {
        try TenantAuthority(.fresh(tenant: tenant, now: now), tenant: tenant)
    }

    /// An authority from its parts, as ``AuthorityMaterial`` keeps them.
    ///
    /// Refuses another tenant's, an intermediate that the root did not issue, and a key that is not its certificate's.
    init(_ material: AuthorityMaterial, tenant: TenantID) throws(AuthorityError) {
        let place = "the authority of the tenant \(tenant)"
        var rootKey: P256.Signing.PrivateKey?
        if let text = material.rootKey { rootKey = try Self.read(text, place) }
        let root = try CertificateAuthority(pem: material.root, key: rootKey, file: place)
        guard root.certificate.subject == CertificateAuthority.name("Root", tenant) else {
            throw AuthorityError(.failed, "\(place) belongs to another tenant")
        }
        let issuing = try CertificateAuthority(
            pem: material.intermediate, key: Self.read(material.intermediateKey, place), file: place)
        guard issuing.isIssued(by: root) else {
            throw AuthorityError(.failed, "\(place) has an intermediate that its root did not issue")
        }
        var former = [FormerAuthority]()
        for kept in material.former ?? [] {
            former.append(
                FormerAuthority(
                    root: try CertificateAuthority(pem: kept.root, key: nil, file: place),
                    issuing: try CertificateAuthority(
                        pem: kept.intermediate, key: Self.read(kept.intermediateKey, place), file: place)))
        }
        var formerScriptKeys = [P256.Signing.PublicKey]()
        for text in material.formerScriptKeys ?? [] {
            guard let key = try? P256.Signing.PublicKey(pemRepresentation: text) else {
                throw AuthorityError(.failed, "a key of \(place) cannot be read")
            }
            formerScriptKeys.append(key)
        }
        let next = try material.nextRoot.map { text throws(AuthorityError) in
            try CertificateAuthority(pem: text.certificate, key: Self.read(text.key, place), file: place).pem
        }
        self.init(
            tenant: tenant, rootAuthority: root, issuing: issuing, scriptKey: try Self.read(material.scriptKey, place),
            former: former, formerScriptKeys: formerScriptKeys, nextRoot: next,
            issuerNames: Set(([issuing] + former.map(\.issuing)).map(\.certificate.subject.description)),
            retiredNames: Set(material.retired ?? []))
    }

    private static func read(_ pem: String, _ place: String) throws(AuthorityError) -> P256.Signing.PrivateKey {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
            throw AuthorityError(.failed, "a key of \(place) cannot be read")
        }
        return key
    }
}
