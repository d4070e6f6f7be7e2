/// One measurement of the boot: what firmware extended a register with, and what it says that it measured
/// (TCG PC Client Platform Firmware Profile §10.2.2).
public struct FirmwareEvent: Hashable, Sendable {
    /// The register that was extended.
    public var register: Int
    /// What kind of measurement it is.
    public var type: Kind
    /// What the register of each bank was extended with.
    public var digests: [TPMAlgorithm: [UInt8]]
    /// What was measured, or only a hint at it: nothing protects these bytes unless they hash to the digest.
    public var data: [UInt8]

    /// Takes the parts as they are; the TPM or the reader checks them.
    public init(register: Int, type: Kind, digests: [TPMAlgorithm: [UInt8]], data: [UInt8]) {
        self.register = register
        self.type = type
        self.digests = digests
        self.data = data
    }

    /// The event's data is what was measured, not only a hint at it.
    public func dataIsMeasured(_ hash: TPMAlgorithm, _ digest: TPMDigest) -> Bool {
        guard let measured = digests[hash] else { return false }
        return digest(hash, data) == measured
    }

    /// An event type of the profile.
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The number in the specification.
        public var rawValue: UInt32

        /// Takes any number: those without a name here are kept as they are.
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Extends nothing: only says something.
        public static let noAction = Kind(rawValue: 0x0000_0003)
        /// Ends what firmware measures before it hands over.
        public static let separator = Kind(rawValue: 0x0000_0004)
        /// A UEFI variable that decides what may be booted, such as `SecureBoot`.
        public static let variableDriverConfiguration = Kind(rawValue: 0x8000_0001)
    }
}
