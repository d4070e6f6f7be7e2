extension InitialSchema {
    /// Who is who at upstream providers, and sign-ins there that are not finished.
    var federation: [String] {
        [
            """
            CREATE TABLE federated_identity (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                provider \(text) NOT NULL,
                subject \(text) NOT NULL,
                issuer \(text) NOT NULL,
                person \(bytes) NOT NULL,
                linked_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, provider, subject)
            )\(clustered)
            """,
            "CREATE INDEX federated_identity_by_person ON federated_identity (tenant, person)",
            """
            CREATE TABLE pending_federation (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                hash \(text) NOT NULL,
                provider \(text) NOT NULL,
                destination \(text) NOT NULL,
                expires_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, hash)
            )\(clustered)
            """,
            "CREATE INDEX pending_federation_by_end ON pending_federation (tenant, expires_at)",
        ]
    }
}
