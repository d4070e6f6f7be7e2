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
        let checked = try check(request, tenant: tenant, device: device)
        return try issue(.device(tenant, device), key: checked.publicKey, tenant: tenant, lifetime: lifetime, now: now)
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

    /// Signs a certificate of one day for the key for scripts; refuses another tenant.
    public func scriptSigner(tenant: TenantID, now: Instant) throws(AuthorityError) -> String {
        try issue(
            .scriptSigner(tenant), key: .init(scriptKey.publicKey), tenant: tenant, lifetime: .seconds(86_400),
            now: now
        ).chain
    }

    /// The request, if its key is strong and its own, and it asks for no name but the device's.
    private func check(
        _ request: [UInt8], tenant: TenantID, device: DeviceID
    ) throws(AuthorityError) -> CheckedCertificateRequest {
        let checked: CheckedCertificateRequest
        do {
            checked = try CheckedCertificateRequest(der: request)
        } catch {
            throw AuthorityError(error.code == .weakKey ? .weakKey : .badRequest, error.message)
        }
        let subjects = ["", "CN=\(device)", "CN=gatehouse-device"]
        guard subjects.contains(checked.requestedSubject) else {
            throw foreign(checked.requestedSubject)
        }
        let own = IdentityName.device(tenant, device).description
        if let other = checked.requestedNames.first(where: { $0 != own }) { throw foreign(other) }
        return checked
    }

    private func foreign(_ name: String) -> AuthorityError {
        AuthorityError(.foreignName, "the certificate request asks for the name `\(name.prefix(256))`")
    }

    /// Signs a leaf; it ends no later than the intermediate does.
    private func issue(
        _ profile: CertificateProfile, key: Certificate.PublicKey, tenant: TenantID, lifetime: Duration, now: Instant
    ) throws(AuthorityError) -> IssuedCertificate {
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
