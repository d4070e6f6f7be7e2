public import GatehouseModel
public import GatehouseWire

/// The `claims` parameter (OpenID Connect Core §5.5), with `access_token` as Microsoft's clients send it.
public struct ClaimsRequest: Hashable, Sendable {
    /// Longest that is read, in bytes.
    public static let sizeLimit = 8 << 10

    /// Asked for in the ID token.
    public var idToken: [Claim]
    /// Asked for at the userinfo endpoint.
    public var userinfo: [Claim]
    /// Asked for in the access token: what the client can do (`xms_cc`), and what a challenge asked for.
    public var accessToken: [Claim]

    /// One claim that is asked for.
    public struct Claim: Hashable, Sendable {
        /// Such as `acrs`.
        public var name: String
        /// The client cannot do without.
        public var isEssential: Bool
        /// Values that would do, in order of preference; empty for any.
        public var values: [String]

        /// A claim to be asked for.
        public init(_ name: String, isEssential: Bool = false, values: [String] = []) {
            self.name = name
            self.isEssential = isEssential
            self.values = values
        }
    }

    /// A request for these claims.
    public init(idToken: [Claim] = [], userinfo: [Claim] = [], accessToken: [Claim] = []) {
        self.idToken = idToken
        self.userinfo = userinfo
        self.accessToken = accessToken
    }

    /// Reads the JSON; refuses values that are neither texts nor whole numbers.
    ///
    /// Members that are not known are ignored (§5.5).
    public init(reading text: String) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(Array(text.utf8), limits: JSON.Limits(bytes: Self.sizeLimit, depth: 6))
        } catch {
            throw OpenIDError(.claimsRequestMalformed, "`claims`", error)
        }
        guard case .object = json else { throw Self.malformed("`claims` is no object") }
        idToken = try Self.claims("id_token", in: json)
        userinfo = try Self.claims("userinfo", in: json)
        accessToken = try Self.claims("access_token", in: json)
    }

    /// The client can answer a claims challenge (`xms_cc` with `CP1`), so that its tokens may live long and still be
    /// taken back at once.
    public var canAnswerChallenges: Bool {
        accessToken.contains { $0.name == "xms_cc" && $0.values.contains { $0.lowercased() == "cp1" } }
    }

    /// No token from before then will do (`nbf`): what a challenge after a revocation asks for.
    public var notBefore: Instant? {
        guard let text = accessToken.first(where: { $0.name == "nbf" })?.values.first, let seconds = Int64(text),
            (0...253_402_300_799).contains(seconds)
        else { return nil }
        return Instant(seconds: seconds)
    }

    /// The authentication contexts that are asked for in either token (`acrs`).
    public var authenticationContexts: [String] {
        (idToken + accessToken).filter { $0.name == "acrs" }.flatMap(\.values)
    }

    /// The request as JSON.
    public var json: JSON {
        let groups = [("id_token", idToken), ("userinfo", userinfo), ("access_token", accessToken)]
        return .object(
            groups.filter { !$0.1.isEmpty }.map { name, claims in
                JSON.Member(name, .object(claims.map { JSON.Member($0.name, $0.json) }))
            })
    }
}

extension ClaimsRequest {
    private static func claims(_ name: String, in json: JSON) throws(OpenIDError) -> [Claim] {
        guard let group = json[name], group != .null else { return [] }
        guard case .object(let members) = group, members.count <= 32 else {
            throw malformed("`\(name)` of `claims` is not an object with at most 32 claims")
        }
        var claims = [Claim]()
        for member in members { claims.append(try claim(member)) }
        return claims
    }

    private static func claim(_ member: JSON.Member) throws(OpenIDError) -> Claim {
        var claim = Claim(member.name)
        guard member.value != .null else { return claim }
        guard case .object = member.value else { throw malformed("a claim in `claims` is neither null nor an object") }
        switch member.value["essential"] {
        case nil: break
        case .boolean(let flag): claim.isEssential = flag
        default: throw malformed("`essential` in `claims` is not true or false")
        }
        var values = [JSON]()
        if let value = member.value["value"] { values.append(value) }
        if let list = member.value["values"] {
            guard case .array(let several) = list, several.count <= 32 else {
                throw malformed("`values` in `claims` is not a list of at most 32")
            }
            values += several
        }
        for value in values {
            switch value {
            case .string(let text): claim.values.append(text)
            case .integer(let number): claim.values.append(String(number))
            case .boolean(let flag): claim.values.append(flag ? "true" : "false")
            default: throw malformed("a value in `claims` is no text")
            }
        }
        return claim
    }

    private static func malformed(_ message: String) -> OpenIDError { OpenIDError(.claimsRequestMalformed, message) }
}

extension ClaimsRequest.Claim {
    fileprivate var json: JSON {
        var members = [JSON.Member]()
        if isEssential { members.append(JSON.Member("essential", .boolean(true))) }
        if let only = values.first, values.count == 1 {
            members.append(JSON.Member("value", .string(only)))
        } else if !values.isEmpty {
            members.append(JSON.Member("values", .array(values.map { .string($0) })))
        }
        return members.isEmpty ? .null : .object(members)
    }
}
