/// A public key that may sign here: ES256 on P-256, RS256 of 2,048 to 4,096 bits, or EdDSA on Ed25519 (RFC 9053, RFC
/// 8230).
public struct COSEKey: Hashable, Sendable {
    /// The numbers of the key; their lengths are checked.
    public let material: PublicKeyMaterial

    /// Takes a key that came from a certificate or a TPM; refuses wrong lengths, weak moduli and weak exponents.
    public init(_ material: PublicKeyMaterial) throws(WebAuthnError) {
        switch material {
        case .p256(let x, let y):
            try Self.require(x, "the x coordinate")
            try Self.require(y, "the y coordinate")
        case .ed25519(let key): try Self.require(key, "the Ed25519 key")
        case .rsa(let modulus, let exponent): try Self.requireStrong(modulus: modulus, exponent: exponent)
        }
        self.material = material
    }

    /// Reads what ``bytes`` wrote, or what an authenticator sent, and nothing after it.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        try self.init(cbor: try CBOR.decode(bytes, limits: CBOR.Limits(bytes: 2048)))
    }

    /// The algorithm that this key signs with: one for each type of key.
    public var algorithm: COSEAlgorithm {
        switch material {
        case .p256: .es256
        case .rsa: .rs256
        case .ed25519: .eddsa
        }
    }

    /// The key as COSE_Key in CTAP2's canonical form, to be stored and compared.
    public var bytes: [UInt8] { cbor.encoded() }

    private static func require(_ bytes: [UInt8], _ name: String) throws(WebAuthnError) {
        guard bytes.count == 32 else {
            throw WebAuthnError(.keyMalformed, "\(name) has \(bytes.count) bytes, and 32 were expected")
        }
    }

    private static func requireStrong(modulus: [UInt8], exponent: [UInt8]) throws(WebAuthnError) {
        guard let first = modulus.first, let last = modulus.last, first != 0 else {
            throw WebAuthnError(.keyMalformed, "the RSA modulus is empty or begins with a zero")
        }
        let bits = modulus.count * 8 - first.leadingZeroBitCount
        guard bits >= 2048 else {
            throw WebAuthnError(.keyTooWeak, "the RSA modulus has \(bits) bits, and at least 2048 were expected")
        }
        guard bits <= 4096, last & 1 == 1 else {
            throw WebAuthnError(.keyMalformed, "the RSA modulus is even or has \(bits) bits, more than 4096")
        }
        guard (1...4).contains(exponent.count), exponent.first != 0 else {
            throw WebAuthnError(
                .keyMalformed, "the RSA exponent \(quoted(exponent)) is not a number of one to four bytes")
        }
        let value = exponent.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard value > 2, value & 1 == 1 else {
            throw WebAuthnError(.keyTooWeak, "the RSA exponent is \(value), and an odd number above 2 was expected")
        }
    }
}
