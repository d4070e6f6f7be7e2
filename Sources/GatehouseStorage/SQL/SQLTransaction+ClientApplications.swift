import GatehouseModel
import GatehouseService

/// The columns of an application in the order in which they are written and read.
private enum ClientTable {
    static let columns = [
        "id", "name", "is_enabled", "is_confidential", "redirect_uris", "permissions", "delegated", "created_at",
        "updated_at", "tokens_valid_from",
    ]
    static let upsert = SQLText.upsert(
        into: "client_application", key: ["tenant", "id"], ["tenant"] + columns + ["folded_name"])
    static let select = SQLText.select(columns, from: "client_application")

    static let secret = ["application", "id", "hash", "created_at", "expires_at"]
    static let insertSecret = SQLText.insert(into: "client_application_secret", ["tenant"] + secret)
    static let selectSecrets = SQLText.select(secret, from: "client_application_secret")

    static let certificate = ["application", "thumbprint", "subject", "public_key", "not_after"]
    static let insertCertificate = SQLText.insert(into: "client_application_certificate", ["tenant"] + certificate)
    static let selectCertificates = SQLText.select(certificate, from: "client_application_certificate")
}

extension SQLRow {
    fileprivate mutating func clientApplication() throws -> ClientApplication {
        let id: ClientApplicationID = try identifier()
        let name = try text()
        let (isEnabled, isConfidential) = try (integer() != 0, integer() != 0)
        var application = ClientApplication(
            id: id, name: name, isConfidential: isConfidential, createdAt: .distantPast)
        application.isEnabled = isEnabled
        application.redirectURIs = try texts()
        application.permissions = try texts()
        application.delegated = try texts()
        application.createdAt = try instant()
        application.updatedAt = try instant()
        application.tokensValidFrom = try instant()
        return application
    }

    fileprivate mutating func clientSecret() throws -> (ClientApplicationID, ClientApplicationSecret) {
        try (
            identifier(),
            ClientApplicationSecret(id: text(), hash: bytes(), createdAt: instant(), expiresAt: instant())
        )
    }

    fileprivate mutating func clientCertificate() throws -> (ClientApplicationID, ClientApplicationCertificate) {
        try (
            identifier(),
            ClientApplicationCertificate(thumbprint: text(), subject: text(), key: text(), notAfter: instant())
        )
    }
}

extension SQLTransaction: ClientApplicationReading {
    func clientApplications() throws -> [ClientApplication] {
        let applications = try rows(ClientTable.select + " ORDER BY folded_name, id") { try $0.clientApplication() }
        let secrets = try rows(ClientTable.selectSecrets + " ORDER BY application, created_at, id") {
            try $0.clientSecret()
        }
        let certificates = try rows(ClientTable.selectCertificates + " ORDER BY application, thumbprint") {
            try $0.clientCertificate()
        }
        let secretsOf = Dictionary(grouping: secrets, by: \.0)
        let certificatesOf = Dictionary(grouping: certificates, by: \.0)
        return applications.map { application in
            var application = application
            application.secrets = secretsOf[application.id]?.map(\.1) ?? []
            application.certificates = certificatesOf[application.id]?.map(\.1) ?? []
            return application
        }
    }

    func clientApplication(_ id: ClientApplicationID) throws -> ClientApplication? {
        try completed(row(ClientTable.select + " AND id = ?", id) { try $0.clientApplication() })
    }

    func clientApplication(named name: String) throws -> ClientApplication? {
        try completed(
            row(ClientTable.select + " AND folded_name = ?", name.lowercased()) { try $0.clientApplication() })
    }

    private func completed(_ found: ClientApplication?) throws -> ClientApplication? {
        guard var application = found else { return nil }
        application.secrets = try rows(
            ClientTable.selectSecrets + " AND application = ? ORDER BY created_at, id", application.id
        ) { try $0.clientSecret().1 }
        application.certificates = try rows(
            ClientTable.selectCertificates + " AND application = ? ORDER BY thumbprint", application.id
        ) { try $0.clientCertificate().1 }
        return application
    }
}

extension SQLTransaction: ClientApplicationWriting {
    func save(_ application: ClientApplication) throws {
        if let other = try clientApplication(named: application.name), other.id != application.id {
            throw StoreError(.conflict, "an application named `\(application.name)` exists")
        }
        try execute(
            ClientTable.upsert, application.id, application.name, application.isEnabled ? 1 : 0,
            application.isConfidential ? 1 : 0, StoredJSON(texts: application.redirectURIs).description,
            StoredJSON(texts: application.permissions).description,
            StoredJSON(texts: application.delegated).description, application.createdAt, application.updatedAt,
            application.tokensValidFrom, application.name.lowercased())
        try execute(
            "DELETE FROM client_application_secret WHERE tenant = ? AND application = ?", application.id)
        try execute(
            "DELETE FROM client_application_certificate WHERE tenant = ? AND application = ?", application.id)
        for secret in application.secrets {
            try execute(
                ClientTable.insertSecret, application.id, secret.id, SQLValue.bytes(secret.hash), secret.createdAt,
                secret.expiresAt)
        }
        for certificate in application.certificates {
            try execute(
                ClientTable.insertCertificate, application.id, certificate.thumbprint, certificate.subject,
                certificate.key, certificate.notAfter)
        }
        note(.clientApplication, application.id.description)
    }

    @discardableResult func deleteClientApplication(_ id: ClientApplicationID) throws -> Bool {
        guard try executeCounting("DELETE FROM client_application WHERE tenant = ? AND id = ?", id) > 0 else {
            return false
        }
        note(.clientApplication, id.description, .delete)
        return true
    }
}
