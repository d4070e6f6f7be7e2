/// A `TPM_HANDLE`: a loaded object, a session, a hierarchy or an index of the TPM's own memory.
public struct TPMHandle: RawRepresentable, Hashable, Sendable {
    /// The number in the specification.
    public var rawValue: UInt32

    /// Takes any number: those without a name here are kept as they are.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The owner's hierarchy, for keys that a clear of the TPM removes.
    public static let owner = TPMHandle(rawValue: 0x4000_0001)
    /// No object.
    public static let null = TPMHandle(rawValue: 0x4000_0007)
    /// The session that stands for "the password is the authorisation".
    public static let passwordSession = TPMHandle(rawValue: 0x4000_0009)
    /// The hierarchy whose seed the maker put in.
    public static let endorsement = TPMHandle(rawValue: 0x4000_000B)
}
