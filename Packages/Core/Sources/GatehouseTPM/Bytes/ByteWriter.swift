/// Writes structures as a TPM reads them: numbers most significant byte first, `TPM2B` with a size before them.
public struct ByteWriter: Sendable {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// Writes from nothing.
    public init() {}

    /// Appends an unsigned number, most significant byte first.
    public mutating func number<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) {
        for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Number(shift)))
        }
    }

    /// Appends bytes as they are.
    public mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Appends a `TPM2B` of `content`, which is cut at 65,535 bytes: no field of a TPM is as long.
    public mutating func sized(_ content: some Collection<UInt8>) {
        number(UInt16(clamping: content.count))
        append(content.prefix(Int(UInt16.max)))
    }

    /// Appends a `TPM2B` of what `write` writes.
    mutating func sized(_ write: (inout ByteWriter) -> Void) {
        var inner = ByteWriter()
        write(&inner)
        sized(inner.bytes)
    }
}
