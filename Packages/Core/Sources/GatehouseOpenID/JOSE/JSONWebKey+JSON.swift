public import GatehouseWire

extension JSONWebKey {
    /// The public members alone, with `use` and, where there is one only, `alg`.
    public var json: JSON {
        var members: [(String, String)] = []
        switch material {
        case .p256(let x, let y): members = [("kty", "EC"), ("crv", "P-256"), ("x", Self.text(x)), ("y", Self.text(y))]
        case .rsa(let modulus, let exponent):
            members = [("kty", "RSA"), ("n", Self.text(modulus)), ("e", Self.text(exponent))]
        case .ed25519(let key): members = [("kty", "OKP"), ("crv", "Ed25519"), ("x", Self.text(key))]
        }
        members.append(("use", "sig"))
        if algorithms.count == 1, let algorithm = algorithms.first { members.append(("alg", algorithm.rawValue)) }
        if let id { members.append(("kid", id)) }
        if let certificateSHA256 { members.append(("x5t#S256", Self.text(certificateSHA256))) }
        if let certificateSHA1 { members.append(("x5t", Self.text(certificateSHA1))) }
        return .object(members.map { JSON.Member($0.0, .string($0.1)) })
    }

    /// Reads a public key; refuses one with private members, and one that is not for signatures.
    ///
    /// Members that are not known are ignored, and certificates and addresses (`x5c`, `x5u`) too.
    public init(json: JSON) throws(OpenIDError) {
        guard case .object(let members) = json else { throw OpenIDError(.keyMalformed, "a key is not an object") }
        let secret: Set<String> = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"]
        guard !members.contains(where: { secret.contains($0.name) }) else {
            throw OpenIDError(.keyPrivate, "a key has members that are private")
        }
        if let use = try Self.text("use", in: json), !isSame(use, "sig") {
            throw OpenIDError(.keyUnsupported, "a key is for \(quoted(use)), and `sig` was expected")
        }
        if let operations = json["key_ops"] {
            guard case .array(let values) = operations, values.contains(.string("verify")) else {
                throw OpenIDError(.keyUnsupported, "a key may not be used to `verify`")
            }
        }
        var algorithm: JOSEAlgorithm?
        if let name = try Self.text("alg", in: json) {
            do { algorithm = try JOSEAlgorithm(name: name) } catch {
                throw OpenIDError(.keyUnsupported, "a key is for the algorithm \(quoted(name)), which is not accepted")
            }
        }
        try self.init(
            try Self.material(json), id: Self.text("kid", in: json), algorithm: algorithm,
            certificateSHA256: Self.bytes("x5t#S256", in: json), certificateSHA1: Self.bytes("x5t", in: json))
    }

    private static func material(_ json: JSON) throws(OpenIDError) -> Material {
        let type = try text("kty", in: json)
        let curve = try text("crv", in: json)
        switch (type, curve) {
        case ("EC", "P-256"): return .p256(x: try number("x", in: json), y: try number("y", in: json))
        case ("OKP", "Ed25519"): return .ed25519(try number("x", in: json))
        case ("RSA", nil): return .rsa(modulus: try number("n", in: json), exponent: try number("e", in: json))
        case (nil, _): throw OpenIDError(.keyMalformed, "a key has no `kty`")
        default:
            throw OpenIDError(
                .keyUnsupported, "a key of type \(quoted(type ?? "")) and curve \(quoted(curve ?? "")) is not accepted")
        }
    }

    private static func text(_ name: String, in json: JSON) throws(OpenIDError) -> String? {
        guard let value = json[name] else { return nil }
        guard case .string(let text) = value else { throw OpenIDError(.keyMalformed, "`\(name)` of a key is not text") }
        return text
    }

    private static func bytes(_ name: String, in json: JSON) throws(OpenIDError) -> [UInt8]? {
        guard let text = try text(name, in: json) else { return nil }
        guard let bytes = Base64.decodeURL(text) else {
            throw OpenIDError(.keyMalformed, "`\(name)` of a key is not base 64 for URLs: \(quoted(text))")
        }
        return bytes
    }

    private static func number(_ name: String, in json: JSON) throws(OpenIDError) -> [UInt8] {
        guard let bytes = try bytes(name, in: json) else { throw OpenIDError(.keyMalformed, "a key has no `\(name)`") }
        return bytes
    }
}
