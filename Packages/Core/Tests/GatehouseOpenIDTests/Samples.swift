import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// Values that tests share.
enum Samples {
    static let issuer = "https://gatehouse.example:8443/t1/v2.0"
    static let tokenEndpoint = "https://gatehouse.example:8443/t1/oauth2/v2.0/token"
    /// Of RFC 6749's examples.
    static let client = "s6BhdRkqt3"
    static let secret = "7Fjfp0ZBr1KtDRbnfVdmIw"
    static let redirect = "https://client.example.com/cb"
    /// Of RFC 7636 appendix B.
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let now = Instant(seconds: 1_800_000_000)

    static func clientID(_ text: String = client) throws -> ClientID {
        guard let id = ClientID(text) else { throw OpenIDError(.clientUnknown, text) }
        return id
    }

    static func key(_ seed: UInt8 = 1, id: String? = "key-1", sha256: [UInt8]? = nil) throws -> JSONWebKey {
        try JSONWebKey(
            .p256(x: [UInt8](repeating: seed, count: 32), y: [UInt8](repeating: 2, count: 32)), id: id,
            certificateSHA256: sha256)
    }

    static func rsaKey(id: String? = "rsa", algorithm: JOSEAlgorithm? = nil, sha1: [UInt8]? = nil) throws -> JSONWebKey
    {
        let modulus = [0x80] + [UInt8](repeating: 1, count: 255)
        return try JSONWebKey(
            .rsa(modulus: modulus, exponent: [1, 0, 1]), id: id, algorithm: algorithm, certificateSHA1: sha1)
    }

    static func application(
        isConfidential: Bool = true, redirects: [String] = [redirect], grants: Set<GrantType> = Set(GrantType.allCases),
        keys: [JSONWebKey] = []
    ) throws -> Application {
        let secrets = [
            ClientSecret(hash: ReferenceSHA256.hash(Array("old".utf8)), expires: now),
            ClientSecret(hash: ReferenceSHA256.hash(Array(secret.utf8)), expires: now + .seconds(60)),
        ]
        return Application(
            clientID: try clientID(), isConfidential: isConfidential, redirectURIs: try redirects.map(RedirectURI.init),
            grants: grants, secrets: isConfidential ? secrets : [], keys: try JSONWebKeySet(keys))
    }

    static func form(_ fields: KeyValuePairs<String, String>) -> [UInt8] {
        Array(FormParameters(fields.map { FormParameters.Field($0.key, $0.value) }).text.utf8)
    }

    /// A token's text from the JSON of its parts.
    static func token(header: String, claims: String = "{}", signature: [UInt8] = [UInt8](repeating: 7, count: 64))
        -> String
    {
        [Array(header.utf8), Array(claims.utf8), signature].map { Base64.encodeURL($0) }.joined(separator: ".")
    }
}

/// Signs without cryptography: a hash over key and message, so that whatever is changed is noticed.
struct HashSignatures: JOSESigning, JOSEVerifying {
    var key: JSONWebKey
    var keyID: String
    var algorithm: JOSEAlgorithm

    init(_ key: JSONWebKey, algorithm: JOSEAlgorithm = .es256) {
        self.key = key
        keyID = key.id ?? ""
        self.algorithm = algorithm
    }

    func sign(_ message: [UInt8]) -> [UInt8] { Self.signature(message, key, algorithm) }

    func verify(signature: [UInt8], of message: [UInt8], by key: JSONWebKey, algorithm: JOSEAlgorithm) -> Bool {
        signature == Self.signature(message, key, algorithm)
    }

    private static func signature(_ message: [UInt8], _ key: JSONWebKey, _ algorithm: JOSEAlgorithm) -> [UInt8] {
        let hash = ReferenceSHA256.hash(key.thumbprintInput + Array(algorithm.rawValue.utf8) + message)
        let length = if case .rsa(let modulus, _) = key.material { modulus.count } else { 64 }
        return (0..<length).map { hash[$0 % 32] }
    }
}
