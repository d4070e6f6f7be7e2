import GatehouseWire

/// The hash of a secret that only whoever began the sign-in knows (RFC 7636), by S256 alone.
public struct CodeChallenge: Hashable, Sendable {
    /// SHA-256 of the verifier, 32 bytes.
    public let hash: [UInt8]

    /// Takes a hash as it was stored; `nil` unless it has 32 bytes.
    public init?(hash: [UInt8]) {
        guard hash.count == 32 else { return nil }
        self.hash = hash
    }

    /// Reads `code_challenge` and `code_challenge_method`; refuses a request without, and `plain`, which a missing method
    /// means (§4.3).
    init(challenge: String?, method: String?) throws(OpenIDError) {
        guard let challenge else { throw OpenIDError(.challengeMissing, "`code_challenge` is missing") }
        guard let method, isSame(method, "S256") else {
            throw OpenIDError(
                .challengeMethodUnsupported,
                "`code_challenge_method` is \(quoted(method ?? "plain")), and `S256` was expected")
        }
        guard let hash = Base64.decodeURL(challenge), hash.count == 32 else {
            throw OpenIDError(.parameterMalformed, "`code_challenge` is not a hash by S256")
        }
        self.hash = hash
    }

    /// `code_challenge`, as a client would send it.
    public var text: String { Base64.encodeURL(hash) }

    /// Whether `verifier` is the secret.
    public func accepts(_ verifier: CodeVerifier, hash: ([UInt8]) -> [UInt8]) -> Bool {
        isSameSecret(self.hash, hash(Array(verifier.text.utf8)))
    }
}

/// The secret of a sign-in: 43 to 128 unreserved characters (RFC 7636 §4.1).
public struct CodeVerifier: Hashable, Sendable {
    let text: String

    /// Reads `code_verifier`; refuses other lengths and characters.
    public init(_ text: String) throws(OpenIDError) {
        let isWellFormed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                true
            default: false
            }
        }
        guard isWellFormed, (43...128).contains(text.utf8.count) else {
            throw OpenIDError(.verifierMalformed, "`code_verifier` is not 43 to 128 unreserved characters")
        }
        self.text = text
    }

    /// What the client would send before, by `hash`, which is SHA-256.
    public func challenge(hash: ([UInt8]) -> [UInt8]) -> CodeChallenge? { CodeChallenge(hash: hash(Array(text.utf8))) }
}
