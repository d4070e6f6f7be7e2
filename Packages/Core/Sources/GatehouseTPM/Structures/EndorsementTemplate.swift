/// A template of the TCG's EK credential profile (2.3 §2.2.1, annex B): with it, a TPM makes the endorsement key that its
/// manufacturer certified.
///
/// In the order in which they are tried: a TPM takes seconds for an RSA key.
public enum EndorsementTemplate: String, CaseIterable, Hashable, Sendable {
    /// L-2.
    case eccP256
    /// H-3.
    case eccP384
    /// L-1.
    case rsa2048

    /// Where the manufacturer keeps the certificate.
    public var certificateIndex: TPMHandle {
        switch self {
        case .eccP256: TPMHandle(rawValue: 0x01C0_000A)
        case .rsa2048: TPMHandle(rawValue: 0x01C0_0002)
        case .eccP384: TPMHandle(rawValue: 0x01C0_0016)
        }
    }

    /// Use of the key takes a session with the policy "whoever has the endorsement hierarchy's authorisation"; the keys
    /// of the high range take an (empty) password too.
    public var needsPolicySession: Bool { self != .eccP384 }

    /// What the TPM is given to derive the key from.
    public var publicArea: TPMPublic {
        switch self {
        case .eccP256:
            TPMPublic(
                nameAlgorithm: .sha256, attributes: Self.lowRange, policy: Self.policyA,
                key: .ecc(
                    ECCKey(symmetric: .aes128, curve: .p256, x: TPMPublic.zeros(32), y: TPMPublic.zeros(32))))
        case .rsa2048:
            TPMPublic(
                nameAlgorithm: .sha256, attributes: Self.lowRange, policy: Self.policyA,
                key: .rsa(RSAKey(symmetric: .aes128, bits: 2048, modulus: TPMPublic.zeros(256))))
        case .eccP384:
            TPMPublic(
                nameAlgorithm: .sha384, attributes: Self.lowRange.union(.userWithAuth), policy: Self.policyB384,
                key: .ecc(ECCKey(symmetric: .aes256, curve: .p384, x: [], y: [])))
        }
    }

    /// The template that `key` was made with: the one that equals it in everything but the key itself.
    public init?(of key: TPMPublic) {
        let match = Self.allCases.first { $0.publicArea.withoutUnique == key.withoutUnique }
        guard let match else { return nil }
        self = match
    }

    private static let lowRange = ObjectAttributes.bound.union([.adminWithPolicy, .restricted, .decrypt])

    /// `PolicySecret` of the endorsement hierarchy, SHA-256.
    static let policyA: [UInt8] = [
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xB3, 0xF8, 0x1A, 0x90, 0xCC, 0x8D, 0x46, 0xA5, 0xD7, 0x24,
        0xFD, 0x52, 0xD7, 0x6E, 0x06, 0x52, 0x0B, 0x64, 0xF2, 0xA1, 0xDA, 0x1B, 0x33, 0x14, 0x69, 0xAA,
    ]

    /// That policy, or one that the manufacturer may keep in the TPM's memory, SHA-384.
    private static let policyB384: [UInt8] = [
        0xB2, 0x6E, 0x7D, 0x28, 0xD1, 0x1A, 0x50, 0xBC, 0x53, 0xD8, 0x82, 0xBC, 0xF5, 0xFD, 0x3A, 0x1A,
        0x07, 0x41, 0x48, 0xBB, 0x35, 0xD3, 0xB4, 0xE4, 0xCB, 0x1C, 0x0A, 0xD9, 0xBD, 0xE4, 0x19, 0xCA,
        0xCB, 0x47, 0xBA, 0x09, 0x69, 0x96, 0x46, 0x15, 0x0F, 0x9F, 0xC0, 0x00, 0xF3, 0xF8, 0x0E, 0x12,
    ]
}

extension TPMPublic {
    /// The public area with an empty key in it.
    fileprivate var withoutUnique: TPMPublic {
        var copy = self
        switch key {
        case .ecc(var key):
            key.x = []
            key.y = []
            copy.key = .ecc(key)
        case .rsa(var key):
            key.exponent = key.publicExponent
            key.modulus = []
            copy.key = .rsa(key)
        }
        return copy
    }
}
