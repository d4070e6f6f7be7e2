import GatehouseWire

/// What the browser answered to ``RegistrationOptions``: RegistrationResponseJSON (§5.1), nothing of it verified.
public struct RegistrationResponse: Hashable, Sendable {
    /// Largest attestation object that is read, in bytes.
    public static let attestationObjectLimit = 64 << 10

    /// Which credential was made, as the browser says.
    public let credentialID: CredentialID
    /// The JSON that was hashed, byte for byte.
    public let clientData: [UInt8]
    /// Authenticator data and attestation statement in CBOR.
    public let attestationObject: [UInt8]
    /// How the authenticator was reached.
    public let transports: [AuthenticatorTransport]
    /// Whether the credential can be discovered, as far as the browser knows.
    public let isDiscoverable: Bool?

    /// Reads the JSON; refuses what is too large, another type of credential, and an `id` that is not `rawId`.
    ///
    /// The members that repeat parts of the attestation object (`authenticatorData`, `publicKey`) are ignored.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        let reader = try ResponseReader(bytes)
        credentialID = try reader.credentialID()
        clientData = try reader.bytes("clientDataJSON", atMost: ClientData.sizeLimit, in: reader.response)
        attestationObject = try reader.bytes(
            "attestationObject", atMost: Self.attestationObjectLimit, in: reader.response)
        transports = try reader.transports()
        let properties = reader.credential["clientExtensionResults"]?["credProps"]
        isDiscoverable = if case .boolean(let value) = properties?["rk"] { value } else { nil }
    }
}
