import GatehouseFuzzing
import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// A provider that people of a partner sign in at, and a sign-in that was begun there.
enum Upstream {
    static let issuer = "https://login.partner.example/tenant"
    static let client = "gatehouse"

    static let document: [(String, JSON)] = [
        ("issuer", .string(issuer)), ("authorization_endpoint", .string("\(issuer)/authorize")),
        ("token_endpoint", .string("\(issuer)/token")), ("jwks_uri", .string("\(issuer)/keys")),
        ("response_types_supported", .array([.string("code"), .string("code id_token")])),
        ("id_token_signing_alg_values_supported", .array([.string("RS256"), .string("ES256"), .string("HS256")])),
        ("authorization_response_iss_parameter_supported", .boolean(true)),
    ]

    /// The document's bytes, with members replaced; `nil` takes one away.
    static func bytes(_ changes: [String: JSON?] = [:]) -> [UInt8] {
        var members = document.filter { !changes.keys.contains($0.0) }.map { JSON.Member($0.0, $0.1) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let value { members.append(JSON.Member(name, value)) }
        }
        return JSON.object(members).serialised()
    }

    static func metadata(_ changes: [String: JSON?] = [:]) throws -> UpstreamMetadata {
        try UpstreamMetadata(reading: bytes(changes), of: issuer)
    }

    static func signIn(maximumAge: Int? = nil) -> UpstreamSignIn {
        UpstreamSignIn(
            issuer: issuer, clientID: client, redirectURI: "https://gatehouse.example/t1/federation/callback",
            state: String(repeating: "s", count: 43), nonce: String(repeating: "n", count: 43),
            verifier: Samples.verifier, maximumAge: maximumAge)
    }

    /// An ID token of the provider for the sign-in, and who verifies it.
    static func tokens(
        issuer: String = issuer, audience: [String] = [client], nonce: String = signIn().nonce,
        expires: Instant = Samples.now + .seconds(300), others: [JSON.Member] = []
    ) throws -> (tokens: UpstreamTokens, keys: JSONWebKeySet, verifier: HashSignatures) {
        let key = try Samples.key()
        let signatures = HashSignatures(key)
        let claims = ClaimsSet(
            issuer: issuer, subject: "248289761001", audience: audience, expires: expires, issuedAt: Samples.now,
            others: [JSON.Member("nonce", .string(nonce))] + others)
        let token = try CompactJWS.signed(claims, type: "JWT", by: signatures)
        let answer = JSON.object([
            JSON.Member("access_token", .string("x")), JSON.Member("token_type", .string("Bearer")),
            JSON.Member("id_token", .string(token)),
        ])
        return (
            try UpstreamTokens(reading: answer.serialised(), status: 200), try JSONWebKeySet([key]), signatures
        )
    }
}
