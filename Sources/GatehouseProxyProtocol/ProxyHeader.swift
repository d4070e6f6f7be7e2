public import GatehouseModel

/// What a balancer says of a connection before its first byte: the PROXY protocol of HAProxy, versions 1 and 2.
///
/// Pure. What a header says counts only as far as the peer that sent it is trusted.
public struct ProxyHeader: Hashable, Sendable {
    /// Where the connection to the balancer came from.
    public struct Client: Hashable, Sendable {
        /// The client's address.
        public var address: IPAddress
        /// The port that it sent from.
        public var port: UInt16

        /// Makes the pair.
        public init(address: IPAddress, port: UInt16) {
            self.address = address
            self.port = port
        }
    }

    /// What the first bytes of a connection are.
    public enum Reading: Hashable, Sendable {
        /// They may begin a header, and more must come.
        case incomplete
        /// A header of that many bytes.
        case header(ProxyHeader, length: Int)
        /// They begin none.
        case absent
        /// They begin one that cannot be read; why, for the log.
        case malformed(String)
    }

    /// `nil` where the balancer speaks for itself, as for its checks of health, or does not say.
    public var client: Client?

    /// Makes the header.
    public init(client: Client?) { self.client = client }

    /// A header of version 1 has at most 107 bytes, the line's end with them (§2.1).
    public static let longestLine = 107
    /// Beyond the addresses a header of version 2 has further values, which are passed over up to here.
    public static let longestBinary = 16 + 4096

    static let line = Array("PROXY ".utf8)
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]

    /// Reads what `bytes` begin with.
    public static func read(_ bytes: [UInt8]) -> Reading {
        for mark in [line, signature] where begins(bytes, with: mark) {
            guard bytes.count >= mark.count else { return .incomplete }
            return mark == line ? readLine(bytes) : readBinary(bytes)
        }
        return .absent
    }

    private static func begins(_ bytes: [UInt8], with mark: [UInt8]) -> Bool {
        zip(bytes, mark).allSatisfy { $0 == $1 }
    }

    // MARK: Version 1: a line of text

    private static func readLine(_ bytes: [UInt8]) -> Reading {
        let head = bytes.prefix(longestLine)
        guard let end = head.indices.dropLast().first(where: { head[$0] == 0x0D && head[$0 + 1] == 0x0A }) else {
            return bytes.count < longestLine
                ? .incomplete : .malformed("a line that does not end within \(longestLine) bytes")
        }
        let words = String(decoding: head[line.count..<end], as: UTF8.self)
            .split(separator: " ", omittingEmptySubsequences: false)
        guard words.first != "UNKNOWN" else { return .header(ProxyHeader(client: nil), length: end + 2) }
        guard words.count == 5, words[0] == "TCP4" || words[0] == "TCP6" else {
            return .malformed("a line that is neither TCP4, TCP6 nor UNKNOWN with two addresses and two ports")
        }
        guard let source = IPAddress(String(words[1])), let target = IPAddress(String(words[2])),
            isWritten(words[1], as: words[0]), isWritten(words[2], as: words[0]), target.isIPv4 == source.isIPv4,
            let port = port(words[3]), Self.port(words[4]) != nil
        else { return .malformed("a line whose addresses or ports are none") }
        return .header(ProxyHeader(client: Client(address: source, port: port)), length: end + 2)
    }

    private static func isWritten(_ address: Substring, as family: Substring) -> Bool {
        address.contains(":") == (family == "TCP6")
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != 0x30
        else { return nil }
        return UInt16(text)
    }

    // MARK: Version 2: bytes

    private static func readBinary(_ bytes: [UInt8]) -> Reading {
        guard bytes.count >= 16 else { return .incomplete }
        let (version, command) = (bytes[12] >> 4, bytes[12] & 0x0F)
        guard version == 2, command <= 1 else { return .malformed("version \(version) or command \(command)") }
        let length = 16 + Int(number(bytes[14..<16]))
        guard length <= longestBinary else { return .malformed("a header of \(length) bytes") }
        guard bytes.count >= length else { return .incomplete }
        guard command == 1 else { return .header(ProxyHeader(client: nil), length: length) }
        // The family in the upper half, the transport in the lower: 1 is a stream.
        switch bytes[13] {
        case 0x11:
            guard length >= 16 + 12 else { return .malformed("addresses of IPv4 that are cut off") }
            let address = IPAddress(v4: UInt32(number(bytes[16..<20])))
            return .header(
                ProxyHeader(client: Client(address: address, port: UInt16(number(bytes[24..<26])))), length: length)
        case 0x21:
            guard length >= 16 + 36 else { return .malformed("addresses of IPv6 that are cut off") }
            let address = IPAddress(high: number(bytes[16..<24]), low: number(bytes[24..<32]))
            return .header(
                ProxyHeader(client: Client(address: address, port: UInt16(number(bytes[48..<50])))), length: length)
        case 0x00, 0x31: return .header(ProxyHeader(client: nil), length: length)
        default: return .malformed("a family and transport of \(bytes[13]), which is no stream")
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
}
