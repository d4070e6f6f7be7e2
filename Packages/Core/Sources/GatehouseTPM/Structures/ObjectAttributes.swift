/// `TPMA_OBJECT`: what the TPM promises of a key (TPM 2.0 part 2 §8.3).
public struct ObjectAttributes: OptionSet, Hashable, Sendable {
    /// The number in the specification.
    public var rawValue: UInt32

    /// Takes any number: those without a name here are kept as they are.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The key cannot leave the TPM that made it, not even wrapped.
    public static let fixedTPM = ObjectAttributes(rawValue: 1 << 1)
    /// The key cannot be given another parent.
    public static let fixedParent = ObjectAttributes(rawValue: 1 << 4)
    /// The TPM made the private part itself: nobody brought it along.
    public static let sensitiveDataOrigin = ObjectAttributes(rawValue: 1 << 5)
    /// The password of the key authorises its use.
    public static let userWithAuth = ObjectAttributes(rawValue: 1 << 6)
    /// Only the policy of the key authorises its administration.
    public static let adminWithPolicy = ObjectAttributes(rawValue: 1 << 7)
    /// Not subject to the lock-out after wrong authorisations.
    public static let noDictionaryAttack = ObjectAttributes(rawValue: 1 << 10)
    /// A signing key that signs only what the TPM made; a decryption key that is a parent.
    public static let restricted = ObjectAttributes(rawValue: 1 << 16)
    /// The key decrypts.
    public static let decrypt = ObjectAttributes(rawValue: 1 << 17)
    /// The key signs.
    public static let sign = ObjectAttributes(rawValue: 1 << 18)

    /// A key that was made in this TPM and stays in it.
    public static let bound: ObjectAttributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin]
}
