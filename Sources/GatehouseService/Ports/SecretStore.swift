public import GatehouseModel

/// A secret of another system that the server must present, such as the password of a mail account; always sealed.
public struct SealedSecret: Hashable, Sendable {
    /// What documents call it.
    public var name: String
    /// Sealed under a key that is not in the database.
    public var sealed: [UInt8]
    /// When it was last set.
    public var updatedAt: Instant

    /// Makes the secret as it is kept; nothing is sealed here.
    public init(name: String, sealed: [UInt8], updatedAt: Instant) {
        self.name = name
        self.sealed = sealed
        self.updatedAt = updatedAt
    }
}

/// Asks for sealed secrets.
public protocol SecretReading {
    func secret(_ name: String) throws -> SealedSecret?
    /// In the order of names.
    func secrets() throws -> [SealedSecret]
}

/// Changes sealed secrets.
public protocol SecretWriting {
    /// Inserts or replaces.
    func save(_ secret: SealedSecret) throws
    /// `false` when there is none of this name.
    @discardableResult func deleteSecret(_ name: String) throws -> Bool
}
