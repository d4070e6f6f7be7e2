import Crypto
import CryptoExtras
import GatehouseOpenID
import SwiftASN1

extension JSONWebKey {
    /// The key without a name.
    init(_ key: P256.Signing.PublicKey) throws {
        let point = Array(key.rawRepresentation)
        try self.init(.p256(x: Array(point.prefix(32)), y: Array(point.suffix(32))), id: nil)
    }

    /// The key without a name.
    init(_ key: _RSA.Signing.PublicKey) throws {
        let numbers = try key.getKeyPrimitives()
        try self.init(
            .rsa(modulus: Self.trimmed(numbers.modulus), exponent: Self.trimmed(numbers.publicExponent)), id: nil)
    }

    /// The numbers of a key in DER (RFC 5280 §4.1); refuses other kinds.
    static func material(ofSubjectPublicKeyInfo der: [UInt8]) throws -> Material {
        if let key = try? P256.Signing.PublicKey(derRepresentation: der) { return try JSONWebKey(key).material }
        if let key = try? _RSA.Signing.PublicKey(derRepresentation: der) { return try JSONWebKey(key).material }
        throw OpenIDError(.keyUnsupported, "its key is neither RSA of 2048 to 4096 bits nor on P-256")
    }

    private static func trimmed(_ number: some Sequence<UInt8>) -> [UInt8] { Array(number.drop { $0 == 0 }) }
}
