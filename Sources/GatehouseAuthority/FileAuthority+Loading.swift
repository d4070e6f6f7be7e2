import Crypto
public import GatehouseModel
public import GatehouseService
import X509

extension FileAuthority {
    /// An authority from its parts, as ``AuthorityMaterial`` keeps them.
    init(_ material: AuthorityMaterial, tenant: TenantID) throws(AuthorityError) {
        let place = "the authority of the tenant \(tenant)"
        let root = try CertificateAuthority(pem: material.root, key: Self.read(material.rootKey, place), file: place)
        guard root.certificate.subject == CertificateAuthority.name("Root", tenant) else {
            throw AuthorityError(.failed, "\(place) belongs to another tenant")
        }
        let issuing = try CertificateAuthority(
            pem: material.intermediate, key: Self.read(material.intermediateKey, place), file: place)
        guard issuing.isIssued(by: root) else {
            throw AuthorityError(.failed, "\(place) has an intermediate that its root did not issue")
        }
        self.init(
            tenant: tenant, rootAuthority: root, issuing: issuing, scriptKey: try Self.read(material.scriptKey, place))
    }

    private static func read(_ pem: String, _ place: String) throws(AuthorityError) -> P256.Signing.PrivateKey {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
            throw AuthorityError(.failed, "a key of \(place) cannot be read")
        }
        return key
    }

    /// An intermediate with less than this left is issued anew, with the same key and name.
    static let renewal = Duration.seconds(180 * 86_400)

    /// The authority that is kept in `folder`, made there the first time.
    ///
    /// What a crash left half made is finished. Refuses, with what to do, when a file is missing that a crash cannot
    /// explain, when a key is not its certificate's or can be read by others, and when the authority is of another
    /// tenant. The root's key may be taken away (and kept offline); without it the intermediate is not renewed.
    public static func loadOrCreate(
        folder: String, tenant: TenantID, now: Instant
    ) throws(AuthorityError) -> FileAuthority {
        let files = AuthorityFolder(path: folder)
        try files.prepare()
        let root = try root(in: files, tenant: tenant, now: now)
        guard root.certificate.subject == CertificateAuthority.name("Root", tenant) else {
            throw AuthorityError(.failed, "the authority in `\(folder)` belongs to another tenant")
        }
        guard now < root.notAfter else {
            throw AuthorityError(.failed, "the root certificate in `\(folder)` has expired")
        }
        let intermediate = try intermediate(in: files, tenant: tenant, root: root, now: now)
        if try files.read(.published) != root.pem { try files.replace(.published, root.pem) }
        // A lost key for scripts is made anew: only scripts that still wait must be asked for again.
        let scripts: P256.Signing.PrivateKey
        if let kept = try key(.scriptKey, in: files) {
            scripts = kept
        } else {
            scripts = try create(.scriptKey, in: files)
        }
        return FileAuthority(tenant: tenant, rootAuthority: root, issuing: intermediate, scriptKey: scripts)
    }

    private static func root(
        in files: AuthorityFolder, tenant: TenantID, now: Instant
    ) throws(AuthorityError) -> CertificateAuthority {
        let hasIntermediate = files.exists(.intermediate) || files.exists(.intermediateKey)
        var key = try key(.rootKey, in: files)
        // Whoever trusts `ca.pem` must go on trusting it: it stands in when the root's own file is lost.
        let kept = try files.read(files.exists(.root) ? .root : .published)
        if key == nil, kept == nil, !hasIntermediate {
            key = try create(.rootKey, in: files)
        }
        if let kept {
            guard key != nil || hasIntermediate else { throw missing(.rootKey, in: files) }
            let root = try CertificateAuthority(pem: kept, key: key, file: files.name(of: .root))
            if !files.exists(.root) { try files.create(.root, root.pem) }
            return root
        }
        guard let key, !hasIntermediate else { throw missing(.root, in: files) }
        let pem = try CertificateAuthority.root(tenant: tenant, key: key, now: now)
        try files.create(.root, pem)
        return try CertificateAuthority(pem: pem, key: key, file: files.name(of: .root))
    }

    private static func intermediate(
        in files: AuthorityFolder, tenant: TenantID, root: CertificateAuthority, now: Instant
    ) throws(AuthorityError) -> CertificateAuthority {
        let kept = try files.read(.intermediate)
        var found = try key(.intermediateKey, in: files)
        if found == nil, kept == nil { found = try create(.intermediateKey, in: files) }
        guard let key = found else { throw missing(.intermediateKey, in: files) }
        let file = files.name(of: .intermediate)
        if let kept {
            let intermediate = try CertificateAuthority(pem: kept, key: key, file: file)
            guard intermediate.isIssued(by: root) else {
                throw AuthorityError(
                    .failed, "`\(file)` was not issued by the root beside it\nhint: restore both from one backup")
            }
            if root.key == nil || now + renewal < intermediate.notAfter { return intermediate }
        }
        guard root.key != nil else { throw missing(.rootKey, in: files) }
        let pem = try CertificateAuthority.intermediate(tenant: tenant, key: key, root: root, now: now)
        if kept == nil { try files.create(.intermediate, pem) } else { try files.replace(.intermediate, pem) }
        return try CertificateAuthority(pem: pem, key: key, file: file)
    }

    private static func key(
        _ file: AuthorityFolder.File, in files: AuthorityFolder
    ) throws(AuthorityError) -> P256.Signing.PrivateKey? {
        guard let text = try files.read(file) else { return nil }
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: text) else {
            throw AuthorityError(
                .failed, "`\(files.name(of: file))` is not a P-256 key in PEM\nhint: restore it from a backup")
        }
        return key
    }

    private static func create(
        _ file: AuthorityFolder.File, in files: AuthorityFolder
    ) throws(AuthorityError) -> P256.Signing.PrivateKey {
        let key = P256.Signing.PrivateKey()
        try files.create(file, key.pemRepresentation + "\n")
        return key
    }

    private static func missing(_ file: AuthorityFolder.File, in files: AuthorityFolder) -> AuthorityError {
        AuthorityError(.failed, "`\(files.name(of: file))` is missing\nhint: restore it from a backup")
    }
}
