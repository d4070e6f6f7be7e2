import GatehouseWire

/// What the browser answered to ``AuthenticationOptions``: AuthenticationResponseJSON (§5.1), nothing of it verified.
public struct AuthenticationResponse: Hashable, Sendable {
    /// Longest signature that is read, in bytes: RSA with 4,096 bits has 512.
    public static let signatureLimit = 1024

    /// Which credential answered: look its record up by this.
    public let credentialID: CredentialID
    /// The JSON that was hashed, byte for byte.
    public let clientData: [UInt8]
    /// What the authenticator signed along, byte for byte.
    public let authenticatorData: [UInt8]
    /// By the credential's key.
    public let signature: [UInt8]
    /// Whose credential it is, as the authenticator remembers; missing when it was not discovered.
    public let userHandle: UserHandle?

    /// Reads the JSON; refuses what is too large, another type of credential, and an `id` that is not `rawId`.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        let reader = try ResponseReader(bytes)
        credentialID = try reader.credentialID()
        clientData = try reader.bytes("clientDataJSON", atMost: ClientData.sizeLimit, in: reader.response)
        authenticatorData = try reader.bytes(
            "authenticatorData", atMost: AuthenticatorData.sizeLimit, in: reader.response)
        signature = try reader.bytes("signature", atMost: Self.signatureLimit, in: reader.response)
        if let handle = reader.response["userHandle"], handle != .null {
            userHandle = try UserHandle(reader.bytes("userHandle", atMost: 64, in: reader.response))
        } else {
            userHandle = nil
        }
    }
}
