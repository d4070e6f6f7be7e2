public import GatehouseModel

/// Makes the authority of a tenant, whose keys leave this only sealed.
public protocol AuthorityMaker: Sendable {
    /// A fresh root, an issuing intermediate and a key for scripts: sealed for the store, and the root's certificate in
    /// PEM.
    func makeAuthority(of tenant: TenantID, now: Instant) throws(AuthorityError) -> (sealed: [UInt8], root: String)
}
