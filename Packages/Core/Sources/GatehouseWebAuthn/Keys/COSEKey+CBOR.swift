extension COSEKey {
    /// Reads a COSE_Key; refuses an algorithm that does not fit the type or curve, and any parameter that the type of
    /// key does not need (WebAuthn §6.5.1).
    init(cbor: CBOR) throws(WebAuthnError) {
        guard case .map(let entries) = cbor else {
            throw WebAuthnError(.keyMalformed, "the public key is \(cbor.kind), and a map was expected")
        }
        let type = try Self.number(Label.type, "the type of key", in: cbor)
        let algorithm = try COSEAlgorithm(number: try Self.number(Label.algorithm, "the algorithm", in: cbor))
        switch (type, algorithm) {
        case (KeyType.ec2, .es256):
            try Self.requireCurve(1, "P-256", in: cbor)
            let (x, y) = (try Self.bytes(-2, "the x coordinate", in: cbor), try Self.bytes(-3, "y", in: cbor))
            try self.init(.p256(x: x, y: y))
        case (KeyType.rsa, .rs256):
            let modulus = try Self.bytes(-1, "the RSA modulus", in: cbor)
            try self.init(.rsa(modulus: modulus, exponent: try Self.bytes(-2, "the RSA exponent", in: cbor)))
        case (KeyType.okp, .eddsa):
            try Self.requireCurve(6, "Ed25519", in: cbor)
            try self.init(.ed25519(try Self.bytes(-2, "the Ed25519 key", in: cbor)))
        default:
            throw WebAuthnError(.keyUnsupported, "a key of type \(type) does not go with the algorithm \(algorithm)")
        }
        guard case .map(let needed) = self.cbor, entries.count == needed.count else {
            throw WebAuthnError(.keyMalformed, "the public key has \(entries.count) parameters, some not needed")
        }
    }

    var cbor: CBOR {
        switch material {
        case .p256(let x, let y):
            Self.map(KeyType.ec2, algorithm, [(-1, .integer(1)), (-2, .bytes(x)), (-3, .bytes(y))])
        case .rsa(let modulus, let exponent):
            Self.map(KeyType.rsa, algorithm, [(-1, .bytes(modulus)), (-2, .bytes(exponent))])
        case .ed25519(let key): Self.map(KeyType.okp, algorithm, [(-1, .integer(6)), (-2, .bytes(key))])
        }
    }

    private static func map(_ type: Int64, _ algorithm: COSEAlgorithm, _ rest: [(Int64, CBOR)]) -> CBOR {
        let head: [(Int64, CBOR)] = [
            (Label.type, .integer(type)), (Label.algorithm, .integer(algorithm.rawValue)),
        ]
        return .map((head + rest).map { CBOR.Entry(.integer($0.0), $0.1) })
    }

    private static func number(_ label: Int64, _ name: String, in cbor: CBOR) throws(WebAuthnError) -> Int64 {
        guard case .integer(let value) = cbor[label] else { throw wrong(label, name, "a number", in: cbor) }
        return value
    }

    private static func bytes(_ label: Int64, _ name: String, in cbor: CBOR) throws(WebAuthnError) -> [UInt8] {
        guard case .bytes(let value) = cbor[label] else { throw wrong(label, name, "bytes", in: cbor) }
        return value
    }

    private static func requireCurve(_ number: Int64, _ name: String, in cbor: CBOR) throws(WebAuthnError) {
        let found = try Self.number(-1, "the curve", in: cbor)
        guard found == number else {
            throw WebAuthnError(.keyUnsupported, "the curve is \(found), and \(name) (\(number)) was expected")
        }
    }

    private static func wrong(_ label: Int64, _ name: String, _ wanted: String, in cbor: CBOR) -> WebAuthnError {
        let found = cbor[label]?.kind ?? "missing"
        return WebAuthnError(.keyMalformed, "\(name) (\(label)) of the public key is \(found), not \(wanted)")
    }

    private enum Label {
        static let type: Int64 = 1
        static let algorithm: Int64 = 3
    }

    /// From the COSE registry of key types.
    private enum KeyType {
        static let okp: Int64 = 1
        static let ec2: Int64 = 2
        static let rsa: Int64 = 3
    }
}
