extension InitialSchema {
    /// An entry outlives the device that it is, so it names it without a foreign key.
    var assets: [String] {
        [
            """
            CREATE TABLE asset (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                name \(text) NOT NULL,
                kind \(text) NOT NULL,
                state \(text) NOT NULL,
                state_since \(integer) NOT NULL,
                sources \(text) NOT NULL,
                device \(bytes),
                manufacturer \(text) NOT NULL,
                model \(text) NOT NULL,
                serial_number \(text) NOT NULL,
                addresses \(text) NOT NULL,
                network_addresses \(text) NOT NULL,
                operating_system \(text) NOT NULL,
                owner \(text) NOT NULL,
                tags \(text) NOT NULL,
                accountable \(text) NOT NULL,
                department \(text) NOT NULL,
                cost_centre \(text) NOT NULL,
                location \(text) NOT NULL,
                notes \(text) NOT NULL,
                approved_by \(text) NOT NULL,
                first_seen \(integer) NOT NULL,
                version \(integer) NOT NULL,
                last_seen \(integer) NOT NULL,
                PRIMARY KEY (tenant, id)
            )\(plain)
            """,
            "CREATE INDEX asset_by_name ON asset (tenant, name, id)",
            "CREATE UNIQUE INDEX asset_by_device ON asset (tenant, device) WHERE device IS NOT NULL",
            """
            CREATE TABLE asset_identifier (
                tenant \(bytes) NOT NULL,
                value \(text) NOT NULL,
                asset \(bytes) NOT NULL,
                PRIMARY KEY (tenant, value, asset),
                FOREIGN KEY (tenant, asset) REFERENCES asset (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX asset_identifier_by_asset ON asset_identifier (tenant, asset)",
        ]
    }
}
