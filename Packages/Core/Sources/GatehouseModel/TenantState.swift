/// How far a tenant is served.
public enum TenantState: String, Hashable, Sendable, CaseIterable {
    case active
    /// Nothing is decided in its favour and nobody of it is let in, until it is resumed.
    case suspended
    /// On its way out: there is no way back.
    case deleting
}
