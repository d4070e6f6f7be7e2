public import GatehouseModel

/// What a row is sealed for: it opens as nothing else.
public enum SealingPurpose {
    /// The keys and certificates of a tenant's authority.
    public static func authority(of tenant: TenantID) -> String { "authority/\(tenant)" }
    /// A key of a tenant's tokens.
    public static func signingKey(_ id: String, of tenant: TenantID) -> String { "signingKey/\(tenant)/\(id)" }
    /// A tenant's secret of this name.
    public static func secret(_ name: String, of tenant: TenantID) -> String { "secret/\(tenant)/\(name)" }
    /// The key of a person's authenticator application.
    public static func timeCode(of user: UserID, _ tenant: TenantID) -> String { "time-code/\(tenant)/\(user)" }
}
