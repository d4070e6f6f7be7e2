import GatehouseWire

/// What the browser says of one ceremony, as the JSON whose hash was signed (WebAuthn §5.8.1).
public struct ClientData: Hashable, Sendable {
    /// Largest that is read, in bytes.
    public static let sizeLimit = 8 << 10

    /// `webauthn.create` or `webauthn.get`, if it is honest.
    public let type: String
    /// The challenge in base 64 for URLs.
    public let challenge: String
    /// Where the page came from that asked.
    public let origin: String
    /// The page was within a page of another origin.
    public let isCrossOrigin: Bool
    /// Where the outermost page came from, when the page was within another.
    public let topOrigin: String?

    /// Reads the JSON strictly: refuses duplicate names, a byte order mark and members of the wrong type; members that
    /// are not known are ignored, as the standard asks.
    public init(bytes: [UInt8]) throws(WebAuthnError) {
        let json: JSON
        do {
            json = try JSON.parse(bytes, limits: JSON.Limits(bytes: Self.sizeLimit, depth: 4))
        } catch {
            throw WebAuthnError(.clientDataMalformed, "the client data at \(error.location): \(error.message)")
        }
        type = try Self.text("type", in: json)
        challenge = try Self.text("challenge", in: json)
        origin = try Self.text("origin", in: json)
        topOrigin = try json["topOrigin"] == nil ? nil : Self.text("topOrigin", in: json)
        switch json["crossOrigin"] {
        case nil: isCrossOrigin = false
        case .boolean(let value): isCrossOrigin = value
        default: throw WebAuthnError(.clientDataMalformed, "`crossOrigin` of the client data is not true or false")
        }
    }

    private static func text(_ name: String, in json: JSON) throws(WebAuthnError) -> String {
        guard case .string(let text) = json[name] else {
            throw WebAuthnError(.clientDataMalformed, "`\(name)` of the client data is missing or not text")
        }
        return text
    }
}

extension ClientData {
    func require(type wanted: String) throws(WebAuthnError) {
        guard type == wanted else {
            throw WebAuthnError(
                .clientDataTypeWrong, "the type of the client data is \(quoted(type)), and `\(wanted)` was expected")
        }
    }

    func require(_ wanted: Challenge) throws(WebAuthnError) {
        guard challenge.utf8.elementsEqual(wanted.text.utf8) else {
            throw WebAuthnError(
                .challengeWrong, "the challenge is \(quoted(challenge)), which is not the one that was given out")
        }
    }

    func requireOrigin(of relyingParty: RelyingParty) throws(WebAuthnError) {
        guard relyingParty.origins.contains(where: { $0.utf8.elementsEqual(origin.utf8) }) else {
            throw WebAuthnError(
                .originWrong,
                "the origin is \(quoted(origin)), and \(relyingParty.origins.map(quoted).joined(separator: " or "))"
                    + " was expected")
        }
    }

    func requireFrame(of relyingParty: RelyingParty) throws(WebAuthnError) {
        guard !isCrossOrigin || !relyingParty.topOrigins.isEmpty else {
            throw WebAuthnError(
                .crossOriginRefused, "the page was within a page of another origin, \(quoted(topOrigin ?? "unknown"))")
        }
    }

    func requireTopOrigin(of relyingParty: RelyingParty) throws(WebAuthnError) {
        guard let topOrigin else {
            guard !isCrossOrigin else {
                throw WebAuthnError(.topOriginWrong, "the page was within another, and its top origin is not told")
            }
            return
        }
        guard isCrossOrigin else {
            throw WebAuthnError(
                .topOriginWrong, "a top origin \(quoted(topOrigin)) is told of a page that was not within another")
        }
        guard relyingParty.topOrigins.contains(where: { $0.utf8.elementsEqual(topOrigin.utf8) }) else {
            throw WebAuthnError(.topOriginWrong, "the top origin \(quoted(topOrigin)) may not embed our pages")
        }
    }
}
