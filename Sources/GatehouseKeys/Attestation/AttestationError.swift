/// Why the proof that a TPM gave was refused.
public struct AttestationError: Error, Hashable, Sendable {
    /// What exactly is wrong.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Not the structures of TPM 2.0, or not ones that are handled here.
        case malformed
        /// The endorsement key and its certificate are of different TPMs.
        case foreignEndorsementKey
        /// The certificate does not say that it is for an endorsement key.
        case notEndorsementCertificate
        /// The endorsement key is not made by a template of the EK credential profile.
        case unknownEndorsementTemplate
        /// The TPM could not read the credential that was made for it, so its keys are not those that it named.
        case wrongCredential
        case attestationKeyNotRestricted
        /// The attestation key could leave its TPM, or came from outside.
        case attestationKeyNotBound
        case unsupportedKey
        case badSignature
        /// Not made by the TPM itself, although signed.
        case notGenerated
        /// A certification where a quote was wanted, or the other way round.
        case wrongType
        case wrongNonce
        case wrongSelection
        /// The register values are not those that the TPM quoted.
        case wrongRegisters
        /// The TPM was put back to an earlier state, or its owner cleared it.
        case rolledBack
        /// The event log does not lead to the register values.
        case wrongEventLog
        /// The certified key is another than the one in question.
        case wrongKey
        /// The certified key could leave its TPM, or came from outside.
        case keyNotBound
        case failed
    }

    /// What exactly is wrong.
    public var code: Code
    /// Lower case, no full stop.
    public var message: String

    /// Takes a message in lower case, without a full stop.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
