/// What a key signed about the TPM, and the signature.
public struct SignedAttestation: Hashable, Sendable {
    /// `TPMS_ATTEST`: the bytes that are signed; ``TPMAttestation`` reads them.
    public var attested: [UInt8]
    /// `TPMT_SIGNATURE`; ``TPMSignature`` reads it.
    public var signature: [UInt8]

    /// Takes what a peer sent, unread.
    public init(attested: [UInt8], signature: [UInt8]) {
        self.attested = attested
        self.signature = signature
    }

    init(from reader: inout ByteReader) throws(TPMError) {
        attested = try reader.sized(atMost: TPMAttestation.sizeLimit)
        signature = try TPMSignature(from: &reader).bytes
    }
}

/// Signs what platform configuration registers hold (TPM 2.0 part 3 §18.4).
public struct Quote: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x158

    /// The attestation key that signs.
    public var signer: TPMHandle
    /// At most 64 bytes, which are signed along.
    public var nonce: [UInt8]
    /// Which registers.
    public var selection: PCRSelection

    /// Makes the command; nothing is checked before the TPM does.
    public init(signer: TPMHandle, nonce: [UInt8], selection: PCRSelection) {
        self.signer = signer
        self.nonce = nonce
        self.selection = selection
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [signer] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(nonce)
        writer.number(TPMAlgorithm.null.rawValue)
        selection.write(to: &writer)
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> SignedAttestation {
        try SignedAttestation(from: &reader)
    }
}

/// Signs that a key is loaded in the same TPM (TPM 2.0 part 3 §18.2).
public struct Certify: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x148

    /// The loaded key.
    public var object: TPMHandle
    /// The attestation key that signs.
    public var signer: TPMHandle
    /// At most 64 bytes, which are signed along.
    public var nonce: [UInt8]

    /// Makes the command; nothing is checked before the TPM does.
    public init(object: TPMHandle, signer: TPMHandle, nonce: [UInt8]) {
        self.object = object
        self.signer = signer
        self.nonce = nonce
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [object, signer] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password, .password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(nonce)
        writer.number(TPMAlgorithm.null.rawValue)
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> SignedAttestation {
        try SignedAttestation(from: &reader)
    }
}

/// Signs a digest with an unrestricted key, by the key's own scheme (TPM 2.0 part 3 §20.2).
public struct Sign: TPMCommand {
    /// `TPM_CC` of the command.
    public static let code: UInt32 = 0x15D

    /// The loaded key.
    public var key: TPMHandle
    /// What is signed: as long as the hash of the key's scheme.
    public var digest: [UInt8]

    /// Makes the command; nothing is checked before the TPM does.
    public init(key: TPMHandle, digest: [UInt8]) {
        self.key = key
        self.digest = digest
    }

    /// The objects that the command is about.
    public var handles: [TPMHandle] { [key] }
    /// One for each handle that needs one.
    public var authorisations: [TPMAuthorisation] { [.password] }

    /// Appends the parameters in the order of the specification.
    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(digest)
        writer.number(TPMAlgorithm.null.rawValue)
        // TPMT_TK_HASHCHECK of nobody: the digest was made outside the TPM.
        writer.number(UInt16(0x8024))
        writer.number(TPMHandle.null.rawValue)
        writer.sized([])
    }

    /// Reads the parameters of the answer.
    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> TPMSignature {
        try TPMSignature(from: &reader)
    }
}
