/// `TPMS_ATTEST`: what a TPM says of itself, as the bytes that an attestation key signed (TPM 2.0 part 2 §10.12).
public struct TPMAttestation: Hashable, Sendable {
    /// Largest structure that is read, in bytes.
    public static let sizeLimit = 2048

    /// The qualified name of the key that signed.
    public var qualifiedSigner: [UInt8]
    /// What the caller gave to be signed along: the nonce.
    public var qualifyingData: [UInt8]
    /// When, by the TPM.
    public var clock: TPMClock
    /// The maker's number of the firmware.
    public var firmwareVersion: UInt64
    /// What is attested.
    public var claim: Claim

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(
        qualifiedSigner: [UInt8], qualifyingData: [UInt8], clock: TPMClock, firmwareVersion: UInt64, claim: Claim
    ) {
        self.qualifiedSigner = qualifiedSigner
        self.qualifyingData = qualifyingData
        self.clock = clock
        self.firmwareVersion = firmwareVersion
        self.claim = claim
    }

    /// Reads one structure, and nothing else; refuses one without `TPM_GENERATED_VALUE`, with which a restricted key
    /// signs nothing that came from outside.
    public init(bytes: [UInt8]) throws(TPMError) {
        guard bytes.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        var reader = ByteReader(bytes)
        guard try reader.number(UInt32.self) == Self.generated else { throw .notGenerated }
        let type: UInt16 = try reader.number()
        qualifiedSigner = try reader.sized(atMost: Self.nameLimit)
        qualifyingData = try reader.sized(atMost: 64)
        clock = try TPMClock(from: &reader)
        firmwareVersion = try reader.number()
        switch type {
        case Self.quoteType:
            claim = .quote(try PCRSelection(from: &reader), digest: try reader.sized(atMost: 64))
        case Self.certifyType:
            claim = .certify(
                name: try reader.sized(atMost: Self.nameLimit), qualifiedName: try reader.sized(atMost: Self.nameLimit))
        default: throw .unsupported("type of attestation", UInt64(type))
        }
        try reader.finish()
    }

    /// The structure as the TPM writes it.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.number(Self.generated)
        switch claim {
        case .quote: writer.number(Self.quoteType)
        case .certify: writer.number(Self.certifyType)
        }
        writer.sized(qualifiedSigner)
        writer.sized(qualifyingData)
        clock.write(to: &writer)
        writer.number(firmwareVersion)
        switch claim {
        case .quote(let selection, let digest):
            selection.write(to: &writer)
            writer.sized(digest)
        case .certify(let name, let qualifiedName):
            writer.sized(name)
            writer.sized(qualifiedName)
        }
        return writer.bytes
    }

    /// What is attested.
    public enum Claim: Hashable, Sendable {
        /// The selected registers hash to `digest`.
        case quote(PCRSelection, digest: [UInt8])
        /// A key of this name is loaded in the same TPM.
        case certify(name: [UInt8], qualifiedName: [UInt8])
    }

    /// `TPM_GENERATED_VALUE`: FF and "TCG".
    private static let generated: UInt32 = 0xFF54_4347
    private static let certifyType: UInt16 = 0x8017
    private static let quoteType: UInt16 = 0x8018
    /// An algorithm and the longest digest.
    static let nameLimit = 66
}
