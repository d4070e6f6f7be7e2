/// A `TPM_HANDLE`: a loaded object, a session, a hierarchy or an index of the TPM's own memory.
public struct TPMHandle: RawRepresentable, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let owner = TPMHandle(rawValue: 0x4000_0001)
    public static let null = TPMHandle(rawValue: 0x4000_0007)
    /// The session that stands for "the password is the authorisation".
    public static let passwordSession = TPMHandle(rawValue: 0x4000_0009)
    public static let endorsement = TPMHandle(rawValue: 0x4000_000B)
}
