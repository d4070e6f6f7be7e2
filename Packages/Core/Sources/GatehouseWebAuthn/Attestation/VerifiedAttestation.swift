/// What an attestation statement proves once its signature is verified; whether its maker is believed is another step.
public struct VerifiedAttestation: Hashable, Sendable {
    /// The format's identifier.
    public let format: String
    /// Who signed.
    public let type: Kind
    /// The certificates to be traced to a root, the attestation's own first; empty unless a certificate signed.
    public let path: [[UInt8]]

    /// Who signed, and so what is proved (§6.5.3).
    public enum Kind: String, Hashable, Sendable {
        /// Nobody: nothing is proved.
        case none
        /// The new key itself: that its holder was there, not what the authenticator is.
        case selfAttestation = "self"
        /// The holder of a certificate: Basic or AttCA.
        case certificate
    }
}

/// What a statement is verified against.
struct AttestedMessage {
    let authenticatorData: [UInt8]
    let credential: AuthenticatorData.AttestedCredential
    let clientDataHash: [UInt8]

    /// Authenticator data and client data's hash, one after the other.
    var signedBytes: [UInt8] { authenticatorData + clientDataHash }
}
