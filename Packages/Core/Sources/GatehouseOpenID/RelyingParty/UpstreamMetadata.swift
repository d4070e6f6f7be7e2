import GatehouseWire

/// What an upstream provider says of itself (OpenID Connect Discovery §3 and §4), as far as signing in there needs it.
public struct UpstreamMetadata: Hashable, Sendable {
    /// Largest document that is read, in bytes.
    public static let sizeLimit = 64 << 10

    /// The provider's name, which is in every token of it.
    public let issuer: String
    /// Where the person's browser goes.
    public let authorizationEndpoint: String
    /// Where a code is worth tokens.
    public let tokenEndpoint: String
    /// Where its keys are.
    public let keys: String
    /// How it signs ID tokens, as far as that is accepted here.
    public let idTokenAlgorithms: Set<JOSEAlgorithm>
    /// It names itself in the answers of its authorization endpoint (RFC 9207): one that does not is none of its own.
    public let namesIssuer: Bool
    /// It takes a client's secret in the body; in the header otherwise, which is what a document without a word means.
    public let takesSecretInBody: Bool

    /// The address of the document of the provider of this name.
    public static func address(of issuer: String) -> String {
        "\(issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer)/.well-known/openid-configuration"
    }

    /// Reads the document that was found at ``address(of:)``.
    ///
    /// Refuses one of another issuer (§4.3), an endpoint that is not `https`, and a provider that cannot answer with a
    /// code, does not know PKCE by S256 although it lists what it knows, or signs by nothing that is accepted here.
    public init(reading bytes: [UInt8], of issuer: String) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 6))
        } catch {
            throw OpenIDError(.metadataMalformed, "the provider's metadata", error)
        }
        guard case .object = json else { throw Self.malformed("it is no object") }
        let found = try Self.text("issuer", in: json)
        guard isSame(found, issuer) else {
            throw OpenIDError(.issuerWrong, "the metadata is of \(quoted(found)), and \(quoted(issuer)) was asked")
        }
        self.issuer = issuer
        authorizationEndpoint = try Self.endpoint("authorization_endpoint", in: json)
        tokenEndpoint = try Self.endpoint("token_endpoint", in: json)
        keys = try Self.endpoint("jwks_uri", in: json)
        namesIssuer = json["authorization_response_iss_parameter_supported"] == .boolean(true)
        try Self.require("code", in: "response_types_supported", of: json)
        try Self.require("S256", in: "code_challenge_methods_supported", of: json)
        let methods = try Self.list("token_endpoint_auth_methods_supported", in: json) ?? ["client_secret_basic"]
        takesSecretInBody = !methods.contains("client_secret_basic") && methods.contains("client_secret_post")
        let names = try Self.list("id_token_signing_alg_values_supported", in: json) ?? []
        idTokenAlgorithms = Set(names.compactMap { name in JOSEAlgorithm.allCases.first { $0.rawValue == name } })
        guard !idTokenAlgorithms.isEmpty else {
            throw Self.malformed("it signs ID tokens by nothing that is accepted: ES256, RS256, PS256 or EdDSA")
        }
    }

    private static func text(_ name: String, in json: JSON) throws(OpenIDError) -> String {
        guard case .string(let text)? = json[name], (1...RedirectURI.lengthLimit).contains(text.utf8.count) else {
            throw malformed("`\(name)` is missing, or no text")
        }
        return text
    }

    /// An address that a browser or a request may be sent to, without a fragment.
    private static func endpoint(_ name: String, in json: JSON) throws(OpenIDError) -> String {
        let text = try text(name, in: json)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        guard isPlain, text.hasPrefix("https://"), text.utf8.count > "https://".utf8.count else {
            throw malformed("`\(name)` is \(quoted(text)), which is not an `https` address")
        }
        return text
    }

    private static func list(_ name: String, in json: JSON) throws(OpenIDError) -> [String]? {
        guard let value = json[name] else { return nil }
        guard case .array(let values) = value, values.count <= 64 else { throw malformed("`\(name)` is no list") }
        return values.compactMap { if case .string(let text) = $0 { text } else { nil } }
    }

    private static func require(_ word: String, in name: String, of json: JSON) throws(OpenIDError) {
        guard let words = try list(name, in: json), !words.contains(word) else { return }
        throw malformed("`\(name)` does not have `\(word)`")
    }

    private static func malformed(_ message: String) -> OpenIDError {
        OpenIDError(.metadataMalformed, "the provider's metadata: \(message)")
    }
}
