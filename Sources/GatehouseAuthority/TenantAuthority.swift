import Crypto
import Foundation
import GatehouseKeys
public import GatehouseModel
public import GatehouseService
import SwiftASN1
import X509

/// A tenant's certificate authority: a root of ten years, an intermediate that issues, and a key for scripts.
public struct TenantAuthority: Sendable {
    let tenant: TenantID
    let rootAuthority: CertificateAuthority
    let issuing: CertificateAuthority
    /// Signs scripts and nothing else.
    let scriptKey: P256.Signing.PrivateKey
    /// What issued before, the newest first.
    let former: [FormerAuthority]
    let formerScriptKeys: [P256.Signing.PublicKey]
    /// PEM of the root that signs nothing yet.
    let nextRoot: String?
    /// Subjects of what issues now and of what issued before, as RFC 4514 text.
    let issuerNames: Set<String>
    /// Subjects of what issued before and is retired, likewise.
    let retiredNames: Set<String>

    /// What issued before a rotation, with the root above it.
    struct FormerAuthority: Sendable {
        var root: CertificateAuthority
        var issuing: CertificateAuthority
    }

    /// Whom those trust who speak to this tenant: the root, and the next one beside it.
    var roots: String { root + (nextRoot ?? "") }

    /// All that certificates may chain to.
    var chains: String {
        roots + intermediate + former.map { $0.root.pem + $0.issuing.pem }.joined()
    }

    /// What issues now and what issued before and is not retired, PEM.
    var issuers: [String] { [intermediate] + former.map(\.issuing.pem) }

    /// Whether this authority issued the certificate, now or before a rotation.
    func hasIssued(_ certificate: Certificate) -> Bool {
        ([issuing] + former.map(\.issuing)).contains { $0.hasIssued(certificate) }
    }
}

extension TenantAuthority {
    /// Whose the certificate is, as far as this authority knows.
    func standing(of certificate: Certificate) -> IssuerStanding {
        if hasIssued(certificate) { return .current }
        let issuer = certificate.issuer.description
        if retiredNames.contains(issuer) { return .retired }
        return CertificateAuthority.isIssuingName(issuer, of: tenant) && !issuerNames.contains(issuer)
            ? .notKnownYet : .foreign
    }
}

extension TenantAuthority: Authority {
    /// Subject of the intermediate that issues now, as RFC 4514 text.
    public var issuerName: String { issuing.certificate.subject.description }
    /// The root in PEM.
    public var root: String { rootAuthority.pem }
    /// The intermediate that issues now, in PEM.
    public var intermediate: String { issuing.pem }

    /// Refuses a request with a weak key, one not signed by its key, one for another's name, and another tenant.
    public func issueDeviceCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, lifetime: Duration, now: Instant
    ) throws(AuthorityError) -> IssuedCertificate {
        let checked = try check(
            request, subjects: ["", "CN=\(device)", "CN=gatehouse-device"], name: .device(tenant, device))
        return try issue(.device(tenant, device), key: checked.publicKey, tenant: tenant, lifetime: lifetime, now: now)
    }

    /// Refuses a request with a weak key, one not signed by its key, one for any name, and another tenant.
    public func issueBrowserCertificate(
        for request: [UInt8], tenant: TenantID, device: DeviceID, account: UInt32, lifetime: Duration, now: Instant
    ) throws(AuthorityError) -> IssuedCertificate {
        let checked = try check(
            request, subjects: ["", "CN=gatehouse-browser"], name: .browser(tenant, device, account))
        return try issue(
            .browser(tenant, device, account: account), key: checked.publicKey, tenant: tenant, lifetime: lifetime,
            now: now)
    }

    /// Makes a P-256 key for the point and signs it; refuses another tenant and a name that is none.
    public func issueEnforcementPointCertificate(
        tenant: TenantID, name: String, lifetime: Duration, now: Instant
    ) throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        let key = P256.Signing.PrivateKey()
        let profile = try CertificateProfile.enforcementPoint(tenant, name)
        let issued = try issue(profile, key: .init(key.publicKey), tenant: tenant, lifetime: lifetime, now: now)
        return (issued, key.pemRepresentation + "\n")
    }

    /// Refuses more than 397 days.
    public func issueServerCertificate(
        names: [String], lifetime: Duration, now: Instant
    ) throws(AuthorityError) -> (certificate: IssuedCertificate, key: String) {
        guard lifetime <= CertificateProfile.longestServerLifetime else {
            throw AuthorityError(
                .badRequest, "a server certificate lasts at most \(CertificateProfile.longestServerLifetime.text)")
        }
        let key = P256.Signing.PrivateKey()
        let profile = try CertificateProfile.server(names)
        let issued = try issue(profile, key: .init(key.publicKey), tenant: tenant, lifetime: lifetime, now: now)
        return (issued, key.pemRepresentation + "\n")
    }

    /// Refuses another tenant.
    public func signScript(_ statement: [UInt8], tenant: TenantID) throws(AuthorityError) -> [UInt8] {
        guard tenant == self.tenant else { throw AuthorityError(.failed, "this authority is another tenant's") }
        do {
            return Array(try scriptKey.signature(for: statement).derRepresentation)
        } catch {
            throw AuthorityError(.failed, "cannot sign a script: \(error)")
        }
    }

    /// Refuses another tenant, and what neither the key in use nor a former one signed.
    public func currentSignature(
        _ kept: [UInt8], of statement: [UInt8], tenant: TenantID
    ) throws(AuthorityError) -> [UInt8] {
        guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: kept) else {
            throw AuthorityError(.refused, "the script is not signed")
        }
        if tenant == self.tenant, scriptKey.publicKey.isValidSignature(signature, for: statement) { return kept }
        guard formerScriptKeys.contains(where: { $0.isValidSignature(signature, for: statement) }) else {
            throw AuthorityError(
                .refused, "the script was signed by a key that is not believed any more\nhint: ask for it again")
        }
        return try signScript(statement, tenant: tenant)
    }

    /// Signs a certificate of one day for the key for scripts, by the issuer of the device's own certificate; refuses
    /// another tenant.
    public func scriptSigner(
        tenant: TenantID, for chain: String?, now: Instant
    ) throws(AuthorityError) -> String {
        let leaf = chain.flatMap { try? PEMDocument.parseMultiple(pemString: $0).first }
            .flatMap { try? Certificate(pemDocument: $0) }
        // Nothing but the certificate of this one key, for a day: the former key is on its way out.
        let issuer = leaf.flatMap { leaf in former.map(\.issuing).first { $0.hasIssued(leaf) && now < $0.notAfter } }
        return try issue(
            .scriptSigner(tenant), key: .init(scriptKey.publicKey), tenant: tenant, lifetime: .seconds(86_400),
            now: now, by: issuer
        ).chain
    }

    /// The request, if its key is strong and its own, and it asks for no name but the one that it gets.
    private func check(
        _ request: [UInt8], subjects: [String], name: IdentityName
    ) throws(AuthorityError) -> CheckedCertificateRequest {
        let checked: CheckedCertificateRequest
        do {
            checked = try CheckedCertificateRequest(der: request)
        } catch {
            throw AuthorityError(error.code == .weakKey ? .weakKey : .badRequest, error.message)
        }
        guard subjects.contains(checked.requestedSubject) else {
            throw foreign(checked.requestedSubject)
        }
        if let other = checked.requestedNames.first(where: { $0 != name.description }) { throw foreign(other) }
        return checked
    }

    private func foreign(_ name: String) -> AuthorityError {
        AuthorityError(.foreignName, "the certificate request asks for the name `\(name.prefix(256))`")
    }

    /// Signs a leaf; it ends no later than the intermediate does.
    private func issue(
        _ profile: CertificateProfile, key: Certificate.PublicKey, tenant: TenantID, lifetime: Duration, now: Instant,
        by former: CertificateAuthority? = nil
    ) throws(AuthorityError) -> IssuedCertificate {
        let issuing = former ?? self.issuing
        guard tenant == self.tenant else {
            throw AuthorityError(.failed, "this authority is another tenant's")
        }
        guard lifetime > .zero else { throw AuthorityError(.badRequest, "a certificate's lifetime must be positive") }
        guard let issuerKey = issuing.key, now < issuing.notAfter else {
            throw AuthorityError(
                .failed, "the issuing certificate has expired\nhint: put the root's key back and start the server again"
            )
        }
        do {
            let notBefore = Date(now - CertificateProfile.backdating)
            let notAfter = Date(min(now + lifetime, issuing.notAfter))
            let certificate = try Certificate(
                version: .v3, serialNumber: CertificateProfile.serial(), publicKey: key,
                notValidBefore: notBefore, notValidAfter: notAfter, issuer: issuing.certificate.subject,
                subject: try DistinguishedName { CommonName(profile.commonName) }, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true))
                    try ExtendedKeyUsage([profile.usage])
                    SubjectAlternativeNames(profile.names)
                    SubjectKeyIdentifier(hash: key)
                    AuthorityKeyIdentifier(keyIdentifier: issuing.keyIdentifier)
                },
                issuerPrivateKey: .init(issuerKey))
            return IssuedCertificate(
                serial: CertificateSerial.text(of: certificate.serialNumber.bytes), notBefore: Instant(notBefore),
                notAfter: Instant(notAfter), chain: try certificate.serializeAsPEM().pemString + "\n" + issuing.pem)
        } catch {
            throw AuthorityError(.failed, "cannot issue a certificate: \(error)")
        }
    }
}
