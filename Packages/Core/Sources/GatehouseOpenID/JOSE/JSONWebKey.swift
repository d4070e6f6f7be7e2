import GatehouseWire

/// A public key that signatures verify with (RFC 7517): P-256, RSA of 2,048 to 4,096 bits, or Ed25519.
public struct JSONWebKey: Hashable, Sendable {
    /// The numbers of the key; their lengths are checked.
    public let material: Material
    /// `kid`, its name in its set.
    public let id: String?
    /// What it may be used with: all that its type can do, unless `alg` names one.
    public let algorithms: Set<JOSEAlgorithm>
    /// `x5t#S256`: SHA-256 of the certificate that it came from, 32 bytes.
    public let certificateSHA256: [UInt8]?
    /// `x5t`: SHA-1 of that certificate, 20 bytes, by which older clients name it.
    public let certificateSHA1: [UInt8]?

    /// The numbers of a public key, most significant byte first.
    public enum Material: Hashable, Sendable {
        /// A point on P-256, 32 bytes each. That it is on the curve is for the verifier to check.
        case p256(x: [UInt8], y: [UInt8])
        /// Modulus and public exponent, without leading zeros.
        case rsa(modulus: [UInt8], exponent: [UInt8])
        /// 32 bytes of RFC 8032.
        case ed25519([UInt8])
    }

    /// Takes a key; refuses wrong lengths, weak moduli and exponents, and an algorithm that its type cannot do.
    public init(
        _ material: Material, id: String?, algorithm: JOSEAlgorithm? = nil, certificateSHA256: [UInt8]? = nil,
        certificateSHA1: [UInt8]? = nil
    ) throws(OpenIDError) {
        try Self.require(material)
        if let id, !(1...256).contains(id.utf8.count) {
            throw OpenIDError(.keyMalformed, "the name of a key has \(id.utf8.count) bytes, not 1 to 256")
        }
        guard certificateSHA256 == nil || certificateSHA256?.count == 32,
            certificateSHA1 == nil || certificateSHA1?.count == 20
        else { throw OpenIDError(.keyMalformed, "the thumbprint of a key's certificate has a wrong length") }
        let possible = Self.algorithms(of: material)
        if let algorithm, !possible.contains(algorithm) {
            throw OpenIDError(.keyUnsupported, "the algorithm \(algorithm.rawValue) does not go with the key's type")
        }
        self.material = material
        self.id = id
        algorithms = algorithm.map { [$0] } ?? possible
        self.certificateSHA256 = certificateSHA256
        self.certificateSHA1 = certificateSHA1
    }

    /// What is hashed for the key's thumbprint (RFC 7638 §3): its required members in order, without white space.
    public var thumbprintInput: [UInt8] {
        let members =
            switch material {
            case .p256(let x, let y): [("crv", "P-256"), ("kty", "EC"), ("x", Self.text(x)), ("y", Self.text(y))]
            case .rsa(let modulus, let exponent):
                [("e", Self.text(exponent)), ("kty", "RSA"), ("n", Self.text(modulus))]
            case .ed25519(let key): [("crv", "Ed25519"), ("kty", "OKP"), ("x", Self.text(key))]
            }
        return JSON.object(members.map { JSON.Member($0.0, .string($0.1)) }).serialised()
    }

    /// The thumbprint in base 64 for URLs, by SHA-256: a `kid` that nobody has to choose.
    public func thumbprint(hash: ([UInt8]) -> [UInt8]) -> String { Base64.encodeURL(hash(thumbprintInput)) }

    /// How long a signature by this key is, in bytes.
    var signatureLength: Int {
        switch material {
        case .p256, .ed25519: 64
        case .rsa(let modulus, _): modulus.count
        }
    }

    static func text(_ bytes: [UInt8]) -> String { Base64.encodeURL(bytes) }

    private static func algorithms(of material: Material) -> Set<JOSEAlgorithm> {
        switch material {
        case .p256: [.es256]
        case .rsa: [.rs256, .ps256]
        case .ed25519: [.eddsa]
        }
    }
}

extension JSONWebKey {
    private static func require(_ material: Material) throws(OpenIDError) {
        switch material {
        case .p256(let x, let y):
            guard x.count == 32, y.count == 32 else {
                throw OpenIDError(.keyMalformed, "a coordinate on P-256 does not have 32 bytes")
            }
        case .ed25519(let key):
            guard key.count == 32 else { throw OpenIDError(.keyMalformed, "an Ed25519 key does not have 32 bytes") }
        case .rsa(let modulus, let exponent): try requireStrong(modulus: modulus, exponent: exponent)
        }
    }

    private static func requireStrong(modulus: [UInt8], exponent: [UInt8]) throws(OpenIDError) {
        guard let first = modulus.first, let last = modulus.last, first != 0, last & 1 == 1 else {
            throw OpenIDError(.keyMalformed, "the RSA modulus is empty, even or begins with a zero")
        }
        let bits = modulus.count * 8 - first.leadingZeroBitCount
        guard bits >= 2048 else {
            throw OpenIDError(.keyTooWeak, "the RSA modulus has \(bits) bits, and at least 2048 were expected")
        }
        guard bits <= 4096 else {
            throw OpenIDError(.keyUnsupported, "the RSA modulus has \(bits) bits, more than 4096")
        }
        guard (1...4).contains(exponent.count), exponent.first != 0 else {
            throw OpenIDError(.keyMalformed, "the RSA exponent is not a number of one to four bytes")
        }
        let value = exponent.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        guard value > 2, value & 1 == 1 else {
            throw OpenIDError(.keyTooWeak, "the RSA exponent is \(value), and an odd number above 2 was expected")
        }
    }
}
