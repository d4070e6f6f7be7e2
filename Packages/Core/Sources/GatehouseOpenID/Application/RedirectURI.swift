import GatehouseModel

/// Where an application gets its answers: registered in advance, compared byte by byte (RFC 6749 §3.1.2, RFC 9700 §2.1).
public struct RedirectURI: Hashable, Sendable {
    /// Longest that may be registered, in bytes.
    public static let lengthLimit = 2048

    /// As it was registered.
    public let text: String
    private let authority: Authority
    /// Path and query, with `/` for an empty path.
    private let rest: String

    private struct Authority: Hashable, Sendable {
        var scheme: String
        var host: String
        var port: Int?
    }

    /// Takes an address for registration: `https`, or `http` to the machine's own loopback for native applications (RFC
    /// 8252 §7.3).
    ///
    /// Refuses fragments, wildcards, user names, dot segments and hosts that are not in lower case.
    public init(_ text: String) throws(OpenIDError) {
        try Self.requireCharacters(text)
        let (scheme, afterScheme) = try Self.scheme(of: text)
        let end = afterScheme.firstIndex { $0 == "/" || $0 == "?" } ?? afterScheme.endIndex
        let (host, port) = try Self.hostAndPort(afterScheme[..<end], in: text)
        authority = Authority(scheme: scheme, host: host, port: port)
        guard scheme == "https" || isLoopbackHost(host) else {
            throw OpenIDError(
                .redirectSchemeRefused, "\(quoted(text)) is `http`, which only this machine's own addresses may be")
        }
        let tail = afterScheme[end...]
        try Self.requireNoDotSegments(tail, in: text)
        rest = tail.first == "/" ? String(tail) : "/\(tail)"
        self.text = text
    }

    /// Whether this is an address of the machine itself, where any port is allowed.
    public var isLoopback: Bool { authority.scheme == "http" }

    /// Whether an answer may go to `requested`: the same bytes; on a loopback also with another port, since a native
    /// application listens where it can.
    public func permits(_ requested: String) -> Bool {
        if isSame(text, requested) { return true }
        guard isLoopback, let other = try? RedirectURI(requested), other.isLoopback else { return false }
        return isSame(authority.host, other.authority.host) && isSame(rest, other.rest)
    }
}

/// Names and addresses of the machine itself.
///
/// `localhost` is among them because clients use it, although RFC 8252 §8.3 advises against.
private func isLoopbackHost(_ host: String) -> Bool { ["127.0.0.1", "[::1]", "localhost"].contains(host) }

extension RedirectURI {
    private static func requireCharacters(_ text: String) throws(OpenIDError) {
        guard (1...lengthLimit).contains(text.utf8.count) else {
            throw OpenIDError(
                .redirectMalformed, "a redirect URI has \(text.utf8.count) bytes, not 1 to \(lengthLimit)")
        }
        let forbidden = Set("\"<>\\^`{|}".utf8)
        let bytes = Array(text.utf8)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "#"):
                throw OpenIDError(.redirectFragment, "\(quoted(text)) has a fragment")
            case UInt8(ascii: "*"):
                throw OpenIDError(.redirectWildcard, "\(quoted(text)) has a wildcard; each address is registered whole")
            case UInt8(ascii: "%"):
                let digits = bytes[(index + 1)...].prefix(2)
                guard digits.count == 2, Hex.decode(String(decoding: digits, as: UTF8.self)) != nil else {
                    throw OpenIDError(.redirectMalformed, "\(quoted(text)) has a `%` without two digits")
                }
            default:
                guard (0x21...0x7E).contains(byte), !forbidden.contains(byte) else {
                    throw OpenIDError(.redirectMalformed, "\(quoted(text)) has characters that an address cannot have")
                }
            }
        }
    }

    private static func scheme(of text: String) throws(OpenIDError) -> (String, Substring) {
        for scheme in ["https", "http"] where text.hasPrefix("\(scheme)://") {
            return (scheme, text.dropFirst(scheme.count + 3))
        }
        throw OpenIDError(.redirectSchemeRefused, "\(quoted(text)) does not begin with `https://`")
    }

    private static func hostAndPort(_ authority: Substring, in text: String) throws(OpenIDError) -> (String, Int?) {
        let (host, rest) = try splitHost(authority, in: text)
        guard isAddress(host) || isName(host) else {
            throw OpenIDError(
                .redirectHostRefused, "\(quoted(text)) has no host, or one that is not a name in lower case")
        }
        guard !rest.isEmpty else { return (host, nil) }
        let digits = rest.dropFirst()
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.first != "0", let port = Int(digits), port <= 65_535
        else { throw OpenIDError(.redirectHostRefused, "\(quoted(text)) has a port that is not 1 to 65535") }
        return (host, port)
    }

    /// The host, and the port with its colon.
    private static func splitHost(_ authority: Substring, in text: String) throws(OpenIDError) -> (String, Substring) {
        guard !authority.contains("@") else {
            throw OpenIDError(.redirectHostRefused, "\(quoted(text)) has a user name before its host")
        }
        if authority.first == "[", let end = authority.firstIndex(of: "]") {
            let after = authority[authority.index(after: end)...]
            guard after.isEmpty || after.first == ":" else {
                throw OpenIDError(.redirectHostRefused, "\(quoted(text)) has something between host and port")
            }
            return (String(authority[...end]), after)
        }
        let end = authority.firstIndex(of: ":") ?? authority.endIndex
        return (String(authority[..<end]), authority[end...])
    }

    /// An IPv6 address in brackets.
    private static func isAddress(_ host: String) -> Bool {
        guard host.hasPrefix("["), host.hasSuffix("]") else { return false }
        return IPAddress(String(host.dropFirst().dropLast())) != nil
    }

    private static func isName(_ host: String) -> Bool {
        guard (1...253).contains(host.utf8.count) else { return false }
        return host.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.utf8.allSatisfy {
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
                }
        }
    }

    private static func requireNoDotSegments(_ tail: Substring, in text: String) throws(OpenIDError) {
        let path = tail.prefix { $0 != "?" }.lowercased().replacing("%2e", with: ".")
        guard path.split(separator: "/").allSatisfy({ $0 != "." && $0 != ".." }) else {
            throw OpenIDError(.redirectMalformed, "\(quoted(text)) has the segments `.` or `..`")
        }
    }
}
