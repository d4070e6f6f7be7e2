import Crypto
import GatehouseKeys
import GatehouseModel
import GatehouseService

extension AuthorityMaterial {
    private static let mostFormer = 8
    private static let mostRetired = 64

    /// Takes one step; what comes of it is checked when it is opened.
    ///
    /// - Returns: the root's key where the step hands it out.
    mutating func take(
        _ step: AuthorityStep, tenant: TenantID, now: Instant
    ) throws(AuthorityError) -> String? {
        switch step {
        case .rotateIssuing:
            try keepFormer(now)
            try makeIssuing(tenant, now)
        case .rotateScripts: try rotateScripts()
        case .beginRoot: try beginRoot(tenant, now)
        case .finishRoot(let isAtOnce): try finishRoot(tenant, isAtOnce, now)
        case .cancelRoot:
            guard nextRoot != nil else { throw AuthorityError(.refused, "there is no next root") }
            nextRoot = nil
        case .retireIssuing(let isAtOnce):
            if let latest = former?.map(\.stoppedAt).max(), !isAtOnce { try requireOverlap(since: latest, now) }
            let names = (former ?? []).compactMap { try? PeerCertificate(pemChain: $0.intermediate).subject }
            retired = Array((names + (retired ?? [])).prefix(Self.mostRetired))
            former = nil
        case .retireScripts: formerScriptKeys = nil
        case .copyRootKey: return try heldRootKey()
        case .removeRootKey(let proof):
            guard try heldRootKey() == proof else {
                throw AuthorityError(.refused, "that is not the key of this authority's root: it stays here")
            }
            rootKey = nil
        case .putRootKey(let key): try putRootKey(key)
        }
        return nil
    }

    private mutating func rotateScripts() throws(AuthorityError) {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: scriptKey) else {
            throw AuthorityError(.failed, "the key for scripts cannot be read")
        }
        let kept = formerScriptKeys ?? []
        try Self.requireRoom(kept.count, "scripts")
        formerScriptKeys = [key.publicKey.pemRepresentation] + kept
        scriptKey = P256.Signing.PrivateKey().pemRepresentation
    }

    private mutating func beginRoot(_ tenant: TenantID, _ now: Instant) throws(AuthorityError) {
        guard nextRoot == nil else {
            throw AuthorityError(
                .refused, "a next root is there already\nhint: gatehouse authority rotate root --finish, or --cancel")
        }
        let key = P256.Signing.PrivateKey()
        nextRoot = Next(
            certificate: try CertificateAuthority.root(tenant: tenant, key: key, now: now),
            key: key.pemRepresentation, made: now.milliseconds)
    }

    private mutating func finishRoot(
        _ tenant: TenantID, _ isAtOnce: Bool, _ now: Instant
    ) throws(AuthorityError) {
        guard let next = nextRoot else {
            throw AuthorityError(
                .refused, "there is no next root\nhint: gatehouse authority show tells whether it was finished")
        }
        if !isAtOnce { try requireOverlap(since: next.madeAt, now) }
        try keepFormer(now)
        (root, rootKey, nextRoot) = (next.certificate, next.key, nil)
        try makeIssuing(tenant, now)
    }

    private mutating func putRootKey(_ key: String) throws(AuthorityError) {
        guard let read = try? P256.Signing.PrivateKey(pemRepresentation: key),
            (try? CertificateAuthority(pem: root, key: read, file: "root")) != nil
        else { throw AuthorityError(.refused, "that is not the key of this authority's root") }
        rootKey = read.pemRepresentation
    }

    private func heldRootKey() throws(AuthorityError) -> String {
        guard let key = rootKey else {
            throw AuthorityError(
                .refused,
                "the root's key is not here: it was taken before\nhint: it is in the file that take-root-key wrote")
        }
        guard nextRoot == nil else {
            throw AuthorityError(
                .refused, "a next root is there\nhint: gatehouse authority rotate root --finish, or --cancel")
        }
        return key
    }

    private mutating func makeIssuing(_ tenant: TenantID, _ now: Instant) throws(AuthorityError) {
        guard let text = rootKey, let rootKey = try? P256.Signing.PrivateKey(pemRepresentation: text) else {
            throw AuthorityError(
                .refused, "the root's key is needed, and is kept elsewhere\nhint: gatehouse authority put-root-key FILE"
            )
        }
        let key = P256.Signing.PrivateKey()
        intermediate = try CertificateAuthority.intermediate(
            tenant: tenant, key: key, root: CertificateAuthority(pem: root, key: rootKey, file: "root"), now: now)
        intermediateKey = key.pemRepresentation
    }

    private mutating func keepFormer(_ now: Instant) throws(AuthorityError) {
        let kept = former ?? []
        try Self.requireRoom(kept.count, "issuing")
        former =
            [
                Former(
                    root: root, intermediate: intermediate, intermediateKey: intermediateKey,
                    stopped: now.milliseconds)
            ] + kept
    }

    /// None is forgotten without being asked for: what it signed would be refused.
    private static func requireRoom(_ count: Int, _ key: String) throws(AuthorityError) {
        guard count < mostFormer else {
            throw AuthorityError(
                .refused, "\(count) former keys are kept already\nhint: gatehouse authority retire \(key)")
        }
    }

    /// Every device that is not off has renewed its certificate by then, and was told of what is new.
    private func requireOverlap(since start: Instant, _ now: Instant) throws(AuthorityError) {
        let end = start + AuthorityStep.overlap
        guard now < end else { return }
        throw AuthorityError(
            .refused,
            "until \(end) there may be devices that have not heard of it, and would have to enrol again\n"
                + "hint: wait, or add --now")
    }

    /// What it consists of, without its keys.
    var overview: AuthorityOverview {
        var certificates = [AuthorityCertificate(role: .root, pem: root)]
        if let nextRoot { certificates.append(AuthorityCertificate(role: .nextRoot, pem: nextRoot.certificate)) }
        certificates.append(AuthorityCertificate(role: .issuing, pem: intermediate))
        certificates += (former ?? []).map { AuthorityCertificate(role: .former, pem: $0.intermediate) }
        return AuthorityOverview(
            certificates: certificates, holdsRootKey: rootKey != nil, formerScriptKeys: formerScriptKeys?.count ?? 0,
            issuingSince: former?.map(\.stoppedAt).max())
    }
}
