public import GatehouseModel

/// A fresh key that was made durable before its certificate was asked for, and the request that asks for it.
///
/// Whoever dies in between finds it again and repeats the same request, which the server answers with the same
/// certificate.
public struct PendingKey: Hashable, Sendable {
    /// The identifier that every repeat of the request carries.
    public var request: RequestID
    /// SubjectPublicKeyInfo in DER.
    public var publicKey: [UInt8]

    /// Makes the reference to a key; the private half stays with the driver.
    public init(request: RequestID, publicKey: [UInt8]) {
        self.request = request
        self.publicKey = publicKey
    }
}
