/// What a registration brings: authenticator data, and a statement that attests it (WebAuthn §6.5).
public struct AttestationObject: Hashable, Sendable {
    /// The identifier of the format, known or not.
    public let format: String
    /// The authenticator data, byte for byte.
    public let authenticatorData: [UInt8]
    let statement: CBOR

    /// Reads the three members, and no others, in CTAP2's canonical form; the statement is not looked at yet.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        let cbor = try CBOR.decode(bytes)
        guard case .map(let entries) = cbor, entries.count == 3, case .text(let format) = cbor["fmt"],
            case .bytes(let data) = cbor["authData"], let statement = cbor["attStmt"]
        else {
            throw WebAuthnError(
                .attestationObjectMalformed, "the attestation object is not a map of `fmt`, `attStmt` and `authData`")
        }
        self.format = format
        authenticatorData = data
        self.statement = statement
    }

    /// The statement, read by its format.
    public func attestationStatement() throws(WebAuthnError) -> AttestationStatement {
        try AttestationStatement(format: format, statement)
    }
}
