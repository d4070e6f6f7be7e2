/// A tar archive of plain files (POSIX.1-1988 ustar), made in memory.
struct TarArchive {
    private static let block = 512
    private var bytes: [UInt8] = []

    /// Adds a file; a name of more than 100 bytes is cut.
    mutating func add(_ name: String, _ content: some Collection<UInt8>) {
        var header = [UInt8](repeating: 0, count: Self.block)
        func put(_ text: String, at offset: Int, length: Int) {
            for (index, byte) in text.utf8.prefix(length).enumerated() { header[offset + index] = byte }
        }
        put(name, at: 0, length: 100)
        put("0000600\0", at: 100, length: 8)
        put("0000000\0", at: 108, length: 8)
        put("0000000\0", at: 116, length: 8)
        put(Self.octal(content.count, digits: 11) + "\0", at: 124, length: 12)
        put("00000000000\0", at: 136, length: 12)
        put("        ", at: 148, length: 8)
        put("0", at: 156, length: 1)
        put("ustar\0" + "00", at: 257, length: 8)
        let sum = header.reduce(0) { $0 + Int($1) }
        put(Self.octal(sum, digits: 6) + "\0 ", at: 148, length: 8)
        bytes += header
        bytes += content
        let rest = content.count % Self.block
        if rest > 0 { bytes += [UInt8](repeating: 0, count: Self.block - rest) }
    }

    /// The archive with its end mark.
    func finished() -> [UInt8] { bytes + [UInt8](repeating: 0, count: 2 * Self.block) }

    private static func octal(_ value: Int, digits: Int) -> String {
        let text = String(value, radix: 8)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}
