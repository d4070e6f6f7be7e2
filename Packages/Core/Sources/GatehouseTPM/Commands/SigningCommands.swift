/// What a key signed about the TPM, and the signature.
public struct SignedAttestation: Hashable, Sendable {
    /// `TPMS_ATTEST`: the bytes that are signed; ``TPMAttestation`` reads them.
    public var attested: [UInt8]
    /// `TPMT_SIGNATURE`; ``TPMSignature`` reads it.
    public var signature: [UInt8]

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
    public static let code: UInt32 = 0x158

    public var signer: TPMHandle
    /// At most 64 bytes, which are signed along.
    public var nonce: [UInt8]
    public var selection: PCRSelection

    public init(signer: TPMHandle, nonce: [UInt8], selection: PCRSelection) {
        self.signer = signer
        self.nonce = nonce
        self.selection = selection
    }

    public var handles: [TPMHandle] { [signer] }
    public var authorisations: [TPMAuthorisation] { [.password] }

    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(nonce)
        writer.number(TPMAlgorithm.null.rawValue)
        selection.write(to: &writer)
    }

    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> SignedAttestation {
        try SignedAttestation(from: &reader)
    }
}

/// Signs that a key is loaded in the same TPM (TPM 2.0 part 3 §18.2).
public struct Certify: TPMCommand {
    public static let code: UInt32 = 0x148

    public var object: TPMHandle
    public var signer: TPMHandle
    /// At most 64 bytes, which are signed along.
    public var nonce: [UInt8]

    public init(object: TPMHandle, signer: TPMHandle, nonce: [UInt8]) {
        self.object = object
        self.signer = signer
        self.nonce = nonce
    }

    public var handles: [TPMHandle] { [object, signer] }
    public var authorisations: [TPMAuthorisation] { [.password, .password] }

    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(nonce)
        writer.number(TPMAlgorithm.null.rawValue)
    }

    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> SignedAttestation {
        try SignedAttestation(from: &reader)
    }
}

/// Signs a digest with an unrestricted key, by the key's own scheme (TPM 2.0 part 3 §20.2).
public struct Sign: TPMCommand {
    public static let code: UInt32 = 0x15D

    public var key: TPMHandle
    public var digest: [UInt8]

    public init(key: TPMHandle, digest: [UInt8]) {
        self.key = key
        self.digest = digest
    }

    public var handles: [TPMHandle] { [key] }
    public var authorisations: [TPMAuthorisation] { [.password] }

    public func writeParameters(to writer: inout ByteWriter) {
        writer.sized(digest)
        writer.number(TPMAlgorithm.null.rawValue)
        // TPMT_TK_HASHCHECK of nobody: the digest was made outside the TPM.
        writer.number(UInt16(0x8024))
        writer.number(TPMHandle.null.rawValue)
        writer.sized([])
    }

    public func readAnswer(_ handle: TPMHandle, _ reader: inout ByteReader) throws(TPMError) -> TPMSignature {
        try TPMSignature(from: &reader)
    }
}
