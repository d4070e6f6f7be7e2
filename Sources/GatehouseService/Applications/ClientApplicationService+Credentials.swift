import GatehouseKeys
import GatehouseModel
import GatehouseOpenID

extension ClientApplicationService {
    /// Another secret, shown this once; those before stay until they end.
    public func addSecret(
        to reference: String, lifetime: Duration, as caller: Caller
    ) async throws -> (application: ClientApplication, kept: ClientApplicationSecret, shown: String) {
        let made = try Self.secret(for: lifetime, at: clock.now)
        let application = try await change(reference, "addSecret", as: caller) { application, now in
            try Self.requireCovers(application, caller)
            guard application.isConfidential else {
                throw ServiceError(.invalid, "the application `\(application.name)` is a public client")
            }
            application.secrets.removeAll { $0.expiresAt <= now }
            guard application.secrets.count < Self.mostSecrets else {
                throw ServiceError(.conflict, "an application has at most \(Self.mostSecrets) secrets")
            }
            application.secrets.append(made.kept)
            return "secret \(made.kept.id), until \(made.kept.expiresAt)"
        }
        return (application, made.kept, made.shown)
    }

    /// Ends a secret at once.
    public func removeSecret(_ id: String, of reference: String, as caller: Caller) async throws {
        _ = try await change(reference, "removeSecret", as: caller) { application, _ in
            let count = application.secrets.count
            application.secrets.removeAll { $0.id == id }
            guard application.secrets.count < count else {
                throw ServiceError(.notFound, "the application `\(application.name)` has no secret `\(id)`")
            }
            return "secret \(id)"
        }
    }

    /// Takes a certificate in PEM, whose key verifies the application's assertions until it ends.
    public func addCertificate(
        _ pem: String, to reference: String, as caller: Caller
    ) async throws -> ClientApplication {
        guard pem.utf8.count <= 64 << 10 else { throw ServiceError(.invalid, "a certificate has at most 64 KiB") }
        _ = try await show(reference, caller.tenant)
        let read: CertificateKey
        do {
            read = try cryptography.certificateKey(ofPEM: pem)
        } catch let error as OpenIDError {
            throw ServiceError(.invalid, "the certificate cannot be taken: \(error.message)")
        } catch let error as KeyError {
            throw ServiceError(.invalid, "the certificate cannot be taken: \(error.message)")
        }
        return try await change(reference, "addCertificate", as: caller) { application, now in
            try Self.requireCovers(application, caller)
            guard application.isConfidential else {
                throw ServiceError(.invalid, "the application `\(application.name)` is a public client")
            }
            guard now < read.certificate.notAfter else {
                throw ServiceError(.invalid, "the certificate ended at \(read.certificate.notAfter)")
            }
            application.certificates.removeAll {
                $0.notAfter <= now || $0.thumbprint == read.certificate.thumbprint
            }
            guard application.certificates.count < Self.mostCertificates else {
                throw ServiceError(.conflict, "an application has at most \(Self.mostCertificates) certificates")
            }
            application.certificates.append(read.certificate)
            return "certificate \(read.certificate.thumbprint)"
        }
    }

    /// Ends a certificate at once.
    public func removeCertificate(_ thumbprint: String, of reference: String, as caller: Caller) async throws {
        _ = try await change(reference, "removeCertificate", as: caller) { application, _ in
            let count = application.certificates.count
            application.certificates.removeAll { $0.thumbprint == thumbprint.lowercased() }
            guard application.certificates.count < count else {
                throw ServiceError(
                    .notFound, "the application `\(application.name)` has no certificate `\(thumbprint)`")
            }
            return "certificate \(thumbprint)"
        }
    }
}
