/// An IPv4 or IPv6 address; IPv4 is held as its IPv4-mapped IPv6 form, so that both compare alike.
public struct IPAddress: Hashable, Sendable {
    /// The first 64 bits in network order; zero for IPv4.
    public let high: UInt64
    /// The last 64 bits in network order; for IPv4 `0xFFFF` and the address below it.
    public let low: UInt64

    /// The address of these 128 bits; `::ffff:0:0/96` is IPv4 (RFC 4291 §2.5.5.2).
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The IPv4 address whose first octet is the highest byte of `address`.
    public init(v4 address: UInt32) {
        self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(address))
    }

    /// Whether this is an IPv4 address, however it was written.
    public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }
}

/// A range of addresses in CIDR form, `192.0.2.0/24` or `2001:db8::/32`.
public struct IPRange: Hashable, Sendable {
    /// The lowest address of the range: its bits beyond the prefix are zero.
    public let base: IPAddress
    /// Significant leading bits of the 128-bit form: an IPv4 `/24` is held as 120.
    public let prefixLength: Int

    /// Whether `address` is in the range; `0.0.0.0/0` has IPv4 addresses only, `::/0` has all of both.
    public func contains(_ address: IPAddress) -> Bool {
        guard prefixLength > 0 else { return true }
        if prefixLength <= 64 { return (address.high ^ base.high) >> UInt64(64 - prefixLength) == 0 }
        guard address.high == base.high else { return false }
        return (address.low ^ base.low) >> UInt64(128 - prefixLength) == 0
    }
}

extension IPAddress: LosslessStringConvertible {
    /// Reads dotted-quad IPv4 and RFC 4291 IPv6 without a zone; leading zeros in IPv4 are refused as ambiguous.
    public init?(_ description: String) {
        if description.contains(":") {
            guard let words = Self.words(of: description) else { return nil }
            let high = words[0..<4].reduce(0) { $0 << 16 | UInt64($1) }
            let low = words[4..<8].reduce(0) { $0 << 16 | UInt64($1) }
            self.init(high: high, low: low)
        } else {
            guard let address = Self.dottedQuad(description[...]) else { return nil }
            self.init(v4: address)
        }
    }

    /// Dotted quad for IPv4, the canonical text of RFC 5952 §4 for the rest.
    public var description: String {
        guard !isIPv4 else {
            return [24, 16, 8, 0].map { String((low >> UInt64($0)) & 0xFF) }.joined(separator: ".")
        }
        let words =
            [48, 32, 16, 0].map { (high >> UInt64($0)) & 0xFFFF }
            + [48, 32, 16, 0].map { (low >> UInt64($0)) & 0xFFFF }
        guard let gap = Self.longestZeroRun(words) else {
            return words.map { String($0, radix: 16) }.joined(separator: ":")
        }
        let head = words[..<gap.lowerBound].map { String($0, radix: 16) }.joined(separator: ":")
        let tail = words[gap.upperBound...].map { String($0, radix: 16) }.joined(separator: ":")
        return "\(head)::\(tail)"
    }

    private static func longestZeroRun(_ words: [UInt64]) -> Range<Int>? {
        var best: Range<Int>?
        var start: Int?
        for index in 0...words.count {
            if index < words.count, words[index] == 0 {
                start = start ?? index
            } else if let begin = start {
                if index - begin > max(best?.count ?? 1, 1) { best = begin..<index }
                start = nil
            }
        }
        return best
    }

    private static func dottedQuad(_ text: Substring) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != 0x30, let value = UInt8(part)
            else { return nil }
            address = address << 8 | UInt32(value)
        }
        return address
    }

    private static func words(of text: String) -> [UInt16]? {
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0], endsAddress: halves.count == 1)
        else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? head : nil }
        guard let tail = groups(halves[1], endsAddress: true), head.count + tail.count < 8 else { return nil }
        return head + [UInt16](repeating: 0, count: 8 - head.count - tail.count) + tail
    }

    /// The groups on one side of `::`; only at the end of the address may a dotted quad stand for two.
    private static func groups(_ text: Substring, endsAddress: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        var words = [UInt16]()
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if endsAddress, index == parts.count - 1, part.contains(".") {
                guard let quad = dottedQuad(part) else { return nil }
                words += [UInt16(quad >> 16), UInt16(quad & 0xFFFF)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ Hex.value(of: $0) != nil }),
                    let word = UInt16(part, radix: 16)
                else { return nil }
                words.append(word)
            }
        }
        return words
    }
}

extension IPRange: LosslessStringConvertible {
    /// Reads `address/length`, or an address alone as a range of one; bits beyond the prefix must be zero.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)), parts.count <= 2 else { return nil }
        var length = 128
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let given = Int(parts[1]) else {
                return nil
            }
            let widest = address.isIPv4 ? 32 : 128
            guard given <= widest else { return nil }
            length = given + 128 - widest
        }
        let highMask: UInt64 = length >= 64 ? .max : length == 0 ? 0 : .max << UInt64(64 - length)
        let lowMask: UInt64 = length <= 64 ? 0 : .max << UInt64(128 - length)
        guard address.high & ~highMask == 0, address.low & ~lowMask == 0 else { return nil }
        self.init(base: address, prefixLength: length)
    }

    /// The base and the prefix length as its own family counts it: `192.0.2.0/24`.
    public var description: String {
        "\(base)/\(base.isIPv4 ? prefixLength - 96 : prefixLength)"
    }
}
