/// Where values in DER end: a TPM's memory has filling after a certificate, or the next one.
enum DERValue {
    /// The first value; all of `bytes` when they are none.
    static func first(in bytes: [UInt8]) -> [UInt8] {
        length(bytes[...]).map { Array(bytes.prefix($0)) } ?? bytes
    }

    /// The values that stand one after the other; what follows the last is left out.
    static func all(in bytes: [UInt8]) -> [[UInt8]] {
        var values = [[UInt8]]()
        var rest = bytes[...]
        while let count = length(rest) {
            values.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return values
    }

    /// How long the SEQUENCE is that `bytes` begin with; `nil` when there is none, or it is not there in full.
    private static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 2, bytes.first == 0x30 else { return nil }
        let short = Int(bytes[bytes.startIndex + 1])
        var length = 2 + short
        if short >= 0x80 {
            let octets = short & 0x7F
            guard (1...3).contains(octets), bytes.count >= 2 + octets else { return nil }
            length = 2 + octets + bytes.dropFirst(2).prefix(octets).reduce(0) { $0 << 8 | Int($1) }
        }
        return length <= bytes.count ? length : nil
    }
}
