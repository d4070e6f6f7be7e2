import GatehouseWire

/// The protected header of a signed token (RFC 7515 §4), nothing of it believed yet.
public struct JWSHeader: Hashable, Sendable {
    /// Largest that is read, in bytes; some clients send their certificate's chain.
    public static let sizeLimit = 8 << 10

    /// Which algorithm the signature claims; the key decides whether it may.
    public let algorithm: JOSEAlgorithm
    /// `typ`: the kind of token, such as `JWT` or `at+jwt`.
    public let type: String?
    /// The names of the key, `kid` first; empty only where a client's assertion names none.
    public let keyNames: [KeyName]

    /// Reads the JSON; refuses algorithms that are none or symmetric, what is critical, and keys or addresses of keys
    /// that come along (`jwk`, `jku`, `x5u`).
    ///
    /// Chains of certificates (`x5c`) are ignored.
    ///
    /// `kid` must be there unless `allowsCertificateNames`, with which no name need be.
    init(reading bytes: [UInt8], allowsCertificateNames: Bool) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 4))
        } catch {
            throw OpenIDError(.headerMalformed, "the header", error)
        }
        guard case .object(let members) = json else { throw OpenIDError(.headerMalformed, "the header is no object") }
        guard json["crit"] == nil else {
            throw OpenIDError(.criticalHeaderUnsupported, "the header has `crit`, and nothing critical is supported")
        }
        for member in members where ["jwk", "jku", "x5u"].contains(member.name) {
            throw OpenIDError(.keyEmbedded, "the header brings its own key in `\(member.name)`")
        }
        guard let name = try Self.text("alg", in: json) else {
            throw OpenIDError(.headerMalformed, "the header has no `alg`")
        }
        algorithm = try JOSEAlgorithm(name: name)
        type = try Self.text("typ", in: json)
        keyNames = try Self.keyNames(json, allowsCertificateNames)
    }

    /// What `signer` writes before its claims.
    static func json(of signer: some JOSESigning, type: String) -> JSON {
        .object([
            JSON.Member("alg", .string(signer.algorithm.rawValue)), JSON.Member("typ", .string(type)),
            JSON.Member("kid", .string(signer.keyID)),
        ])
    }

    private static func keyNames(_ json: JSON, _ allowsCertificates: Bool) throws(OpenIDError) -> [KeyName] {
        var names = [KeyName]()
        if let id = try text("kid", in: json) { names.append(.id(id)) }
        if allowsCertificates {
            if let long = try thumbprint("x5t#S256", count: 32, in: json) { names.append(.certificateSHA256(long)) }
            if let short = try thumbprint("x5t", count: 20, in: json) { names.append(.certificateSHA1(short)) }
        }
        guard !names.isEmpty || allowsCertificates else {
            throw OpenIDError(.keyNameMissing, "the header does not name its key")
        }
        return names
    }

    private static func thumbprint(_ name: String, count: Int, in json: JSON) throws(OpenIDError) -> [UInt8]? {
        guard let text = try text(name, in: json) else { return nil }
        // Some clients pad; this only names a key, so that its spelling does not matter.
        let unpadded = text.hasSuffix("=") ? String(text.dropLast()) : text
        guard let bytes = Base64.decodeURL(unpadded), bytes.count == count else {
            throw OpenIDError(.headerMalformed, "`\(name)` of the header is not \(count) bytes in base 64 for URLs")
        }
        return bytes
    }

    private static func text(_ name: String, in json: JSON) throws(OpenIDError) -> String? {
        guard let value = json[name] else { return nil }
        guard case .string(let text) = value, (1...256).contains(text.utf8.count) else {
            throw OpenIDError(.headerMalformed, "`\(name)` of the header is not text of 1 to 256 bytes")
        }
        return text
    }
}
