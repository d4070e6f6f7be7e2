import GatehouseWire

/// A signed token in the compact form (RFC 7515 §3.1): three parts in base 64 for URLs, each with one spelling.
public struct CompactJWS: Hashable, Sendable {
    /// Longest that is read, in bytes.
    public static let sizeLimit = 16 << 10

    /// What it says of its key.
    public let header: JWSHeader
    /// What was signed; not believed before ``verify(by:_:)``.
    public let payload: [UInt8]
    /// By the key that the header names.
    public let signature: [UInt8]
    /// The bytes under the signature: the first two parts, as they came.
    public let signingInput: [UInt8]

    /// Reads a token; refuses another number of parts, padding and other spellings of base 64, and what ``JWSHeader``
    /// refuses.
    ///
    /// With `allowsCertificateNames`, which is for what others sign, the key may be named by its certificate instead of a
    /// `kid`, or not at all, and each part may be padded to a multiple of four characters, as azure-identity sends them.
    public init(_ text: String, allowsCertificateNames: Bool = false) throws(OpenIDError) {
        guard text.utf8.count <= Self.sizeLimit else {
            throw OpenIDError(.tokenTooLarge, "the token has \(text.utf8.count) bytes, more than \(Self.sizeLimit)")
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw OpenIDError(.tokenMalformed, "the token has \(parts.count) parts, and three were expected")
        }
        var decoded = [[UInt8]]()
        for part in parts {
            let plain = allowsCertificateNames ? Self.unpadded(part) : part
            guard let bytes = Base64.decodeURL(String(decoding: plain, as: UTF8.self)) else {
                throw OpenIDError(.tokenMalformed, "a part of the token is not base 64 for URLs")
            }
            decoded.append(bytes)
        }
        guard !decoded[2].isEmpty else { throw OpenIDError(.tokenMalformed, "the token is not signed") }
        header = try JWSHeader(reading: decoded[0], allowsCertificateNames: allowsCertificateNames)
        payload = decoded[1]
        signature = decoded[2]
        signingInput = Array(text.utf8.prefix(parts[0].count + 1 + parts[1].count))
    }

    /// The part without padding, where that is exact: a part of another length is refused for the padding that it keeps.
    private static func unpadded(_ part: Substring.UTF8View) -> Substring.UTF8View {
        guard part.count.isMultiple(of: 4) else { return part }
        return part.dropLast(part.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count)
    }

    /// Checks the signature; refuses an algorithm that is not the key's, whatever the header says, and a signature of
    /// another length than the key makes.
    public func verify(by key: JSONWebKey, _ verifier: some JOSEVerifying) throws(OpenIDError) {
        guard key.algorithms.contains(header.algorithm) else {
            throw OpenIDError(.algorithmWrong, "the key is not for the algorithm \(header.algorithm.rawValue)")
        }
        guard signature.count == key.signatureLength,
            verifier.verify(signature: signature, of: signingInput, by: key, algorithm: header.algorithm)
        else { throw OpenIDError(.signatureWrong, "the signature does not verify with the key that the token names") }
    }

    /// Refuses another kind of token than `wanted`, so that one kind never passes for another; `application/` before it
    /// and its case do not matter (RFC 7515 §4.1.9).
    public func require(type wanted: String) throws(OpenIDError) {
        let found = (header.type ?? "").lowercased()
        let short = found.hasPrefix("application/") ? String(found.dropFirst(12)) : found
        guard isSame(short, wanted.lowercased()) else {
            throw OpenIDError(.typeWrong, "the token is of type \(quoted(header.type ?? "")), not `\(wanted)`")
        }
    }

    /// The token for `claims`, signed by `signer`; throws what the signer throws.
    public static func signed(_ claims: ClaimsSet, type: String, by signer: some JOSESigning) throws -> String {
        let header = Base64.encodeURL(JWSHeader.json(of: signer, type: type).serialised())
        let input = "\(header).\(Base64.encodeURL(claims.json.serialised()))"
        return "\(input).\(Base64.encodeURL(try signer.sign(Array(input.utf8))))"
    }
}
