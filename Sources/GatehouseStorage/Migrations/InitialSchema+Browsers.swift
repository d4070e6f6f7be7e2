extension InitialSchema {
    /// What browsers show to prove their device.
    var browsers: [String] {
        [
            """
            CREATE TABLE browser_certificate (
                tenant \(bytes) NOT NULL,
                serial \(text) NOT NULL,
                device \(bytes) NOT NULL,
                account \(text) NOT NULL,
                account_number \(integer) NOT NULL,
                request \(bytes) NOT NULL,
                issued_at \(integer) NOT NULL,
                not_after \(integer) NOT NULL,
                revoked_at \(integer),
                chain \(text) NOT NULL,
                PRIMARY KEY (tenant, serial),
                UNIQUE (tenant, device, request),
                FOREIGN KEY (tenant, device) REFERENCES device (tenant, id) ON DELETE CASCADE
            )\(plain)
            """
        ]
    }
}
