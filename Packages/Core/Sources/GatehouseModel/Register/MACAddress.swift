/// A 48-bit hardware address of a network interface (IEEE 802).
public struct MACAddress: Hashable, Sendable {
    /// The address in the lower 48 bits, its first octet highest.
    public let bits: UInt64

    /// Whether it names one interface in the world.
    ///
    /// Group addresses, those that somebody chose (as virtual machines, containers and privacy settings of phones do),
    /// and all zeros or ones do not.
    public var isUniversal: Bool { bits >> 40 & 0b11 == 0 && bits != 0 }
}

extension MACAddress: Comparable {
    /// By octets from the first.
    public static func < (left: Self, right: Self) -> Bool { left.bits < right.bits }
}

extension MACAddress: LosslessStringConvertible {
    /// Reads six octets with `:` or `-` between them, three groups of four digits with `.`, or twelve digits alone.
    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        let digits: [UInt8]
        switch bytes.count {
        case 12: digits = bytes
        case 14: digits = Self.groups(bytes, of: 4, between: [UInt8(ascii: ".")])
        case 17: digits = Self.groups(bytes, of: 2, between: [UInt8(ascii: ":"), UInt8(ascii: "-")])
        default: return nil
        }
        guard digits.count == 12 else { return nil }
        var bits: UInt64 = 0
        for digit in digits {
            guard let value = Hex.value(of: digit) else { return nil }
            bits = bits << 4 | UInt64(value)
        }
        self.bits = bits
    }

    /// Lower case with colons, `3c:52:82:0a:1b:2c`.
    public var description: String {
        stride(from: 40, through: 0, by: -8).map { Hex.encode([UInt8(truncatingIfNeeded: bits >> UInt64($0))]) }
            .joined(separator: ":")
    }

    /// The digits when every separator is the same one of `separators`, else none.
    private static func groups(_ bytes: [UInt8], of width: Int, between separators: Set<UInt8>) -> [UInt8] {
        guard let separator = bytes.dropFirst(width).first, separators.contains(separator) else { return [] }
        var digits = [UInt8]()
        for (index, byte) in bytes.enumerated() {
            if index % (width + 1) == width {
                guard byte == separator else { return [] }
            } else {
                digits.append(byte)
            }
        }
        return digits
    }
}
