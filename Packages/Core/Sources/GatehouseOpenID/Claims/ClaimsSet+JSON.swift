import GatehouseModel
public import GatehouseWire

extension ClaimsSet {
    /// The claims as a token has them: registered ones first, times in whole seconds, one audience as text.
    public var json: JSON {
        var members = [JSON.Member]()
        if let issuer { members.append(JSON.Member("iss", .string(issuer))) }
        if let subject { members.append(JSON.Member("sub", .string(subject))) }
        if let only = audience.first, audience.count == 1 {
            members.append(JSON.Member("aud", .string(only)))
        } else if !audience.isEmpty {
            members.append(JSON.Member("aud", .array(audience.map { .string($0) })))
        }
        for (name, time) in [("exp", expires), ("nbf", notBefore), ("iat", issuedAt)] {
            if let time { members.append(JSON.Member(name, .integer(time.milliseconds / 1000))) }
        }
        if let id { members.append(JSON.Member("jti", .string(id))) }
        if let certificateSHA256 {
            let thumbprint = JSON.string(Base64.encodeURL(certificateSHA256))
            members.append(JSON.Member("cnf", .object([JSON.Member("x5t#S256", thumbprint)])))
        }
        return .object(members + others)
    }

    /// Reads the payload of a token; refuses a name twice, registered claims of another type, and a proof of possession
    /// that is not by certificate.
    public init(reading payload: [UInt8]) throws(OpenIDError) {
        let json: JSON
        do {
            json = try JSON.parse(payload, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 8))
        } catch {
            throw OpenIDError(.claimsMalformed, "the claims", error)
        }
        guard case .object(let members) = json else { throw OpenIDError(.claimsMalformed, "the claims are no object") }
        self.init()
        for member in members { try take(member) }
    }

    private mutating func take(_ member: JSON.Member) throws(OpenIDError) {
        switch member.name {
        case "iss": issuer = try Self.text(member)
        case "sub": subject = try Self.text(member)
        case "jti": id = try Self.text(member)
        case "aud": audience = try Self.audience(member)
        case "exp": expires = try Self.time(member)
        case "nbf": notBefore = try Self.time(member)
        case "iat": issuedAt = try Self.time(member)
        case "cnf": certificateSHA256 = try Self.thumbprint(member.value)
        default: others.append(member)
        }
    }

    private static func text(_ member: JSON.Member) throws(OpenIDError) -> String {
        guard case .string(let text) = member.value, (1...1024).contains(text.utf8.count) else {
            throw OpenIDError(.claimsMalformed, "`\(member.name)` is not text of 1 to 1024 bytes")
        }
        return text
    }

    private static func audience(_ member: JSON.Member) throws(OpenIDError) -> [String] {
        guard case .array(let values) = member.value else { return [try text(member)] }
        guard (1...16).contains(values.count) else {
            throw OpenIDError(.claimsMalformed, "`aud` is not a list of 1 to 16 names")
        }
        var audience = [String]()
        for value in values { audience.append(try text(JSON.Member("aud", value))) }
        return audience
    }

    /// Seconds since 1970, whole or not (RFC 7519 §2, "NumericDate").
    private static func time(_ member: JSON.Member) throws(OpenIDError) -> Instant {
        let last: Int64 = 253_402_300_799
        switch member.value {
        case .integer(let seconds) where (0...last).contains(seconds): return Instant(seconds: seconds)
        case .number(let seconds) where seconds >= 0 && seconds <= Double(last):
            return Instant(milliseconds: Int64((seconds * 1000).rounded(.down)))
        default: throw OpenIDError(.claimsMalformed, "`\(member.name)` is not a time in seconds")
        }
    }

    private static func thumbprint(_ value: JSON) throws(OpenIDError) -> [UInt8] {
        guard case .object(let members) = value, members.count == 1, case .string(let text) = value["x5t#S256"] else {
            throw OpenIDError(.confirmationUnsupported, "`cnf` asks for another proof than `x5t#S256`")
        }
        guard let bytes = Base64.decodeURL(text), bytes.count == 32 else {
            throw OpenIDError(.claimsMalformed, "`x5t#S256` of `cnf` is not 32 bytes in base 64 for URLs")
        }
        return bytes
    }
}
