public import GatehouseModel

/// A secret of another system, without its value: that is never answered.
public struct SecretItem: APIMessage {
    /// What documents call it.
    public var name: String
    /// When it was last set.
    public var updatedAt: Instant

    /// A secret that is held.
    public init(name: String, updatedAt: Instant) {
        self.name = name
        self.updatedAt = updatedAt
    }

    /// The password of a mail account.
    public static var example: Self { Self(name: "smtp-password", updatedAt: ExampleID.morning) }
}

/// Sets a secret; the one before is forgotten.
public struct SecretRequest: APIMessage {
    /// 1 to 4,096 bytes.
    public var value: String

    /// A value to hold.
    public init(value: String) { self.value = value }

    /// Not a good one.
    public static var example: Self { Self(value: "correct horse battery staple") }
}
