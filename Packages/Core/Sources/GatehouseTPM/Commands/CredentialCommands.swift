/// A secret that only a TPM with both an endorsement key and an attestation key can read (TPM 2.0 part 1 §24).
public struct ProtectedCredential: Hashable, Sendable {
    /// `TPMS_ID_OBJECT`: the integrity value and the encrypted secret.
    public var identityObject: [UInt8]
    /// `TPMU_ENCRYPTED_SECRET`: the seed, encrypted to the endorsement key.
    public var encryptedSeed: [UInt8]

    /// Takes what a peer sent, unread.
    public init(identityObject: [UInt8], encryptedSeed: [UInt8]) {
        self.identityObject = identityObject
        self.encryptedSeed = encryptedSeed
    }
}

/// Reads a protected credential, if it was made for these two keys (TPM 2.0 part 3 §12.5).
public struct ActivateCredential: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x147

    /// The loaded key that the credential names.
    public var attestationKey: TPMHandle
    /// The loaded key that the credential is encrypted to.
    public var endorsementKey: TPMHandle
    /// How the use of the endorsement key is authorised.
    public var endorsementAuthorisation: TPMAuthorisation
    /// What is to be read.
    public var credential: ProtectedCredential

    /// Makes the command; nothing is checked before the TPM does.
    public init(
        attestationKey: TPMHandle, endorsementKey: TPMHandle, endorsementAuthorisation: TPMAuthorisation,
        credential: ProtectedCredential
    ) {
        self.attestationKey = attestationKey
        self.endorsementKey = endorsementKey
        self.endorsementAuthorisation = endorsementAuthorisation
        self.credential = credential
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [attestationKey, endorsementKey] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password, endorsementAuthorisation] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(credential.identityObject)
        writer.sized(credential.encryptedSeed)
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> [UInt8] {
        try reader.sized(atMost: 64)
    }
}

/// Begins a policy session, without salt and bound to nothing (TPM 2.0 part 3 §11.1).
public struct StartPolicySession: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x176
    /// The answer begins with the handle of what was loaded or begun.
    public static let answersHandle = true

    /// Random bytes of the caller, 16 to 32.
    public var nonce: [UInt8]

    /// Begins a session with a fresh nonce.
    public init(nonce: [UInt8]) { self.nonce = nonce }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [.null, .null] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(nonce)
        writer.sized([])  // no salt
        writer.number(UInt8(1))  // TPM_SE_POLICY
        writer.number(TPMAlgorithm.null.rawValue)
        writer.number(TPMAlgorithm.sha256.rawValue)
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> TPMHandle {
        _ = try reader.sized(atMost: 64)
        return handle
    }
}

/// Adds to a policy session that the caller has the authorisation of a hierarchy (TPM 2.0 part 3 §23.4).
public struct PolicySecret: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x151

    /// Whose seed or authorisation is used.
    public var hierarchy: TPMHandle
    /// The policy session.
    public var session: TPMHandle

    /// Makes the command; nothing is checked before the TPM does.
    public init(hierarchy: TPMHandle, session: TPMHandle) {
        self.hierarchy = hierarchy
        self.session = session
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [hierarchy, session] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        for _ in 0..<3 { writer.sized([]) }  // nonceTPM, cpHashA, policyRef
        writer.number(UInt32(0))  // no expiry
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) {
        _ = try reader.sized(atMost: 64)
        _ = try reader.bytes(6)
        _ = try reader.sized(atMost: 64)
    }
}
