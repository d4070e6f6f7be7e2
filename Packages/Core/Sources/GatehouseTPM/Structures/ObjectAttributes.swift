/// `TPMA_OBJECT`: what the TPM promises of a key (TPM 2.0 part 2 §8.3).
public struct ObjectAttributes: OptionSet, Hashable, Sendable {
    public var rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The key cannot leave the TPM that made it, not even wrapped.
    public static let fixedTPM = ObjectAttributes(rawValue: 1 << 1)
    /// The key cannot be given another parent.
    public static let fixedParent = ObjectAttributes(rawValue: 1 << 4)
    /// The TPM made the private part itself: nobody brought it along.
    public static let sensitiveDataOrigin = ObjectAttributes(rawValue: 1 << 5)
    public static let userWithAuth = ObjectAttributes(rawValue: 1 << 6)
    public static let adminWithPolicy = ObjectAttributes(rawValue: 1 << 7)
    /// Not subject to the lock-out after wrong authorisations.
    public static let noDictionaryAttack = ObjectAttributes(rawValue: 1 << 10)
    /// A signing key that signs only what the TPM made; a decryption key that is a parent.
    public static let restricted = ObjectAttributes(rawValue: 1 << 16)
    public static let decrypt = ObjectAttributes(rawValue: 1 << 17)
    public static let sign = ObjectAttributes(rawValue: 1 << 18)

    /// A key that was made in this TPM and stays in it.
    public static let bound: ObjectAttributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin]
}
