import GatehouseModel

/// Why a response of an authenticator was refused: what was found, what was expected, and at which step.
public struct WebAuthnError: Error, Hashable, Sendable {
    /// For programs; stable.
    public var code: Code
    /// Lower case, no full stop, foreign input in backticks and cut.
    public var message: String
    /// The step of the ceremony that failed; `nil` when bytes were read outside a ceremony.
    public var step: CeremonyStep?

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same error, found at `step` unless a step is known already.
    func at(_ step: CeremonyStep) -> WebAuthnError {
        var error = self
        error.step = error.step ?? step
        return error
    }

    /// What can be wrong, in the order in which the steps come to it.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        // Configuration and options.
        case relyingPartyInvalid
        case challengeTooShort
        case identifierInvalid
        case optionsInvalid
        // The browser's JSON.
        case responseTooLarge
        case responseMalformed
        case credentialTypeUnknown
        case credentialIDInconsistent
        // Client data.
        case clientDataMalformed
        case clientDataTypeWrong
        case challengeWrong
        case originWrong
        case crossOriginRefused
        case topOriginWrong
        // CBOR.
        case cborTooLarge
        case cborTruncated
        case cborMalformed
        case cborNotCanonical
        case cborIndefinite
        case cborUnsupported
        case cborTooDeep
        case cborDuplicateKey
        case cborNotUTF8
        case cborTrailingBytes
        // Authenticator data and keys.
        case attestationObjectMalformed
        case authenticatorDataMalformed
        case backupWithoutEligibility
        case attestedCredentialMissing
        case attestedCredentialUnexpected
        case credentialIDTooLong
        case keyMalformed
        case keyUnsupported
        case keyTooWeak
        case relyingPartyHashWrong
        case userNotPresent
        case userNotVerified
        case algorithmNotOffered
        // Attestation.
        case formatUnsupported
        case statementMalformed
        case statementAlgorithmWrong
        case attestationSignatureWrong
        case certificateUnreadable
        case certificateUnfit
        case certificateAAGUIDWrong
        case tpmStructureMalformed
        case tpmKeyWrong
        case tpmClaimWrong
        // Policy.
        case attestationRefused
        case attestationUntrusted
        case authenticatorNotAllowed
        case credentialAlreadyRegistered
        // Authentication.
        case credentialNotAllowed
        case credentialWrong
        case userHandleMissing
        case userHandleWrong
        case backupEligibilityChanged
        case signatureWrong
        case counterRolledBack
    }
}

extension WebAuthnError: CustomStringConvertible {
    /// The step, when there is one, and the sentence.
    public var description: String { step.map { "\($0): \(message)" } ?? message }
}

/// A step of one of the two ceremonies, as WebAuthn level 3 numbers them.
public struct CeremonyStep: Hashable, Sendable, CustomStringConvertible {
    /// Which ceremony.
    public var ceremony: Ceremony
    /// The number in §7.1 or §7.2.
    public var number: Int

    /// A step by its number.
    public init(_ ceremony: Ceremony, _ number: Int) {
        self.ceremony = ceremony
        self.number = number
    }

    /// Text for people: `registration step 8`.
    public var description: String { "\(ceremony.rawValue) step \(number)" }

    /// The two ceremonies.
    public enum Ceremony: String, Hashable, Sendable {
        case registration
        case authentication
    }
}

/// Foreign text in backticks: cut at 64 characters, without backticks of its own and what steers a terminal or turns the
/// direction of writing.
func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(64) {
        let isPlain = scalar != "`" && ![.control, .format].contains(scalar.properties.generalCategory)
        shown.unicodeScalars.append(isPlain ? scalar : "?")
    }
    return text.unicodeScalars.count > 64 ? "`\(shown)…`" : "`\(shown)`"
}

/// Foreign bytes in backticks, in base 16, cut at 32 bytes.
func quoted(_ bytes: some Collection<UInt8>) -> String {
    let shown = Hex.encode(bytes.prefix(32))
    return bytes.count > 32 ? "`\(shown)…`" : "`\(shown)`"
}
