public import GatehouseKeys
public import GatehouseModel

extension TenantAuthorities {
    /// When the issuing certificate of a sealed authority ends; `nil` where the key does not open it.
    public static func issuingEnd(sealed: [UInt8], by key: SealingKeys, for tenant: TenantID) -> Instant? {
        guard let material = try? AuthorityMaterial(sealed: sealed, by: key, for: tenant) else { return nil }
        return (try? PeerCertificate(pemChain: material.intermediate))?.notAfter
    }
}
