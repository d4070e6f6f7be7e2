/// A `TPM_ECC_CURVE` (TCG algorithm registry).
public struct TPMCurve: RawRepresentable, Hashable, Sendable {
    /// The number in the specification.
    public var rawValue: UInt16

    /// Takes any number: those without a name here are kept as they are.
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// NIST P-256.
    public static let p256 = TPMCurve(rawValue: 0x0003)
    /// NIST P-384.
    public static let p384 = TPMCurve(rawValue: 0x0004)

    /// The length of a coordinate in bytes; `nil` for a curve that is not handled here.
    public var coordinateSize: Int? {
        switch self {
        case .p256: 32
        case .p384: 48
        default: nil
        }
    }
}
