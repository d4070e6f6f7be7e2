/// Writes files into a tar archive (POSIX.1-1988 ustar), which every system can read.
public enum TarArchive {
    private static let block = 512

    /// A header with the bytes, filled up to whole blocks; a name has at most 100 bytes.
    public static func file(_ name: String, _ content: some Collection<UInt8>, at instant: Instant) -> [UInt8] {
        precondition(name.utf8.count <= 100, "a longer name has no room in the header")
        var header = [UInt8](repeating: 0, count: block)
        func put(_ text: String, at offset: Int) {
            for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0)
        put("0000600", at: 100)
        put("0000000", at: 108)
        put("0000000", at: 116)
        put(octal(content.count, digits: 11), at: 124)
        put(octal(Int(max(instant.milliseconds, 0) / 1000), digits: 11), at: 136)
        // The checksum is made with spaces in its own place.
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6), at: 148)
        header[154] = 0
        header[155] = UInt8(ascii: " ")
        let padding = (block - content.count % block) % block
        return header + content + [UInt8](repeating: 0, count: padding)
    }

    /// Two empty blocks.
    public static let end = [UInt8](repeating: 0, count: 2 * block)

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}
