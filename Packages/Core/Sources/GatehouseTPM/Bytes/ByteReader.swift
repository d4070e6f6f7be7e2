/// Reads structures off the front of foreign bytes; never past their end, and never more than a field may have.
public struct ByteReader: Sendable {
    private var rest: ArraySlice<UInt8>

    /// Reads from the beginning of `bytes`.
    public init(_ bytes: [UInt8]) { rest = bytes[...] }

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// How many bytes are left.
    public var count: Int { rest.count }

    /// Nothing is left.
    public var isAtEnd: Bool { rest.isEmpty }

    /// The next `count` bytes.
    public mutating func bytes(_ count: Int) throws(TPMError) -> ArraySlice<UInt8> {
        guard count >= 0, count <= rest.count else { throw .endsEarly }
        let taken = rest.prefix(count)
        rest = rest.dropFirst(count)
        return taken
    }

    /// An unsigned number as the TPM writes it: most significant byte first.
    public mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type = Number.self
    ) throws(TPMError) -> Number {
        try bytes(Number.bitWidth / 8).reduce(0) { $0 << 8 | Number($1) }
    }

    /// An unsigned number as firmware writes it into the event log: least significant byte first.
    public mutating func littleEndian<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type = Number.self
    ) throws(TPMError) -> Number {
        try bytes(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number($1) }
    }

    /// A `TPM2B`: a size of two bytes and so many bytes, at most `limit`.
    public mutating func sized(atMost limit: Int) throws(TPMError) -> [UInt8] {
        let count = Int(try number(UInt16.self))
        guard count <= limit else { throw .tooLarge(limit: limit) }
        return Array(try bytes(count))
    }

    /// A `TPM2B` that holds exactly one structure.
    mutating func sized<Value>(
        _ read: (inout ByteReader) throws(TPMError) -> Value
    ) throws(TPMError) -> Value {
        let count = Int(try number(UInt16.self))
        var inner = ByteReader(try bytes(count))
        let value = try read(&inner)
        try inner.finish()
        return value
    }

    /// Refuses bytes that nothing claimed.
    public func finish() throws(TPMError) {
        guard rest.isEmpty else { throw .trailingBytes(rest.count) }
    }
}
