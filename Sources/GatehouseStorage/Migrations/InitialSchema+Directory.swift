extension InitialSchema {
    /// People, groups and who is in which.
    ///
    /// A member may be of three kinds, so that its row names it without a foreign key.
    var directory: [String] {
        [
            """
            CREATE TABLE directory_user (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                user_name \(text) NOT NULL,
                display_name \(text) NOT NULL,
                given_name \(text) NOT NULL,
                family_name \(text) NOT NULL,
                mail \(text) NOT NULL,
                kind \(text) NOT NULL,
                is_enabled \(integer) NOT NULL,
                job_title \(text) NOT NULL,
                department \(text) NOT NULL,
                cost_centre \(text) NOT NULL,
                employee_number \(text) NOT NULL,
                manager \(bytes),
                roles \(text) NOT NULL,
                source \(text) NOT NULL,
                external_id \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL,
                sessions_valid_from \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, user_name)
            )\(plain)
            """,
            "CREATE INDEX directory_user_by_display_name ON directory_user (tenant, display_name, id)",
            "CREATE INDEX directory_user_by_external_id ON directory_user (tenant, external_id, id)",
            "CREATE INDEX directory_user_by_manager ON directory_user (tenant, manager) WHERE manager IS NOT NULL",
            """
            CREATE TABLE provisioned_attributes (
                tenant \(bytes) NOT NULL,
                person \(bytes) NOT NULL,
                attributes \(text) NOT NULL,
                PRIMARY KEY (tenant, person),
                FOREIGN KEY (tenant, person) REFERENCES directory_user (tenant, id) ON DELETE CASCADE
            )\(plain)
            """,
            """
            CREATE TABLE directory_group (
                tenant \(bytes) NOT NULL REFERENCES tenant (id),
                id \(bytes) NOT NULL,
                name \(text) NOT NULL,
                folded_name \(text) NOT NULL,
                summary \(text) NOT NULL,
                membership \(text) NOT NULL,
                rule \(text) NOT NULL,
                external_id \(text) NOT NULL,
                created_at \(integer) NOT NULL,
                updated_at \(integer) NOT NULL,
                PRIMARY KEY (tenant, id),
                UNIQUE (tenant, folded_name)
            )\(plain)
            """,
            "CREATE INDEX directory_group_by_rule ON directory_group (tenant, id) WHERE membership = 'dynamic'",
            "CREATE INDEX directory_group_by_name ON directory_group (tenant, name, id)",
            """
            CREATE TABLE directory_member (
                tenant \(bytes) NOT NULL,
                in_group \(bytes) NOT NULL,
                member \(bytes) NOT NULL,
                kind \(text) NOT NULL,
                PRIMARY KEY (tenant, in_group, member, kind),
                FOREIGN KEY (tenant, in_group) REFERENCES directory_group (tenant, id) ON DELETE CASCADE
            )\(clustered)
            """,
            "CREATE INDEX directory_member_by_member ON directory_member (tenant, member, kind, in_group)",
        ]
    }
}
