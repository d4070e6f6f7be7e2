/// Who asks: the domain that credentials belong to, and the origins of the pages that may ask for them.
public struct RelyingParty: Hashable, Sendable {
    /// The domain: `login.example.org`.
    public let id: String
    /// What people read.
    public let name: String
    /// The only origins accepted, compared byte by byte: `https://login.example.org:8443`.
    public let origins: [String]
    /// The origins of pages that may embed ours; none by default.
    public let topOrigins: [String]

    /// Refuses an id that is no lower-case domain, no origins, and an origin that is not `https` (`http` for
    /// `localhost`) on the domain or one below it.
    public init(
        id: String, name: String, origins: [String], topOrigins: [String] = []
    ) throws(WebAuthnError) {
        guard Self.isDomain(id) else {
            throw WebAuthnError(.relyingPartyInvalid, "the id \(quoted(id)) of the relying party is not a domain")
        }
        guard !origins.isEmpty else {
            throw WebAuthnError(.relyingPartyInvalid, "the relying party \(quoted(id)) has no origin")
        }
        for origin in origins {
            guard let host = Self.host(of: origin), host == id || host.hasSuffix("." + id) else {
                throw WebAuthnError(
                    .relyingPartyInvalid, "the origin \(quoted(origin)) is not `https` on the domain \(quoted(id))")
            }
        }
        for origin in topOrigins where Self.host(of: origin) == nil {
            throw WebAuthnError(.relyingPartyInvalid, "\(quoted(origin)) is not an origin of `https`")
        }
        self.id = id
        self.name = name
        self.origins = origins
        self.topOrigins = topOrigins
    }

    /// The host of an origin as browsers write it: no user, path, upper case, or default port.
    private static func host(of origin: String) -> String? {
        let isLocal = origin.hasPrefix("http://localhost")
        guard isLocal || origin.hasPrefix("https://") else { return nil }
        let authority = origin.dropFirst(isLocal ? "http://".count : "https://".count)
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let host = parts.first.map(String.init), isDomain(host), !isLocal || host == "localhost" else {
            return nil
        }
        if parts.count == 2 {
            guard let port = UInt16(parts[1]), String(port) == parts[1], port != (isLocal ? 80 : 443) else {
                return nil
            }
        }
        return host
    }

    private static func isDomain(_ text: String) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        // An address is no domain: no browser takes part there.
        return text.utf8.count <= 253 && labels.last?.allSatisfy(\.isNumber) == false
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
                        default: byte == UInt8(ascii: "-")
                        }
                    }
            }
    }
}
