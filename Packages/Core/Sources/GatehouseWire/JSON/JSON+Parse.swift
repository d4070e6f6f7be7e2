extension JSON {
    /// Reads one JSON text (RFC 8259) and nothing after it.
    ///
    /// Refuses what is larger or deeper than `limits`, bytes that are not UTF-8, lone surrogates, a name given twice
    /// in one object and numbers beyond a double. Whole numbers that fit are ``integer(_:)``, all others
    /// ``number(_:)``; `-0` reads as 0. Errors name the byte offset.
    public static func parse(_ bytes: some Collection<UInt8>, limits: Limits = Limits()) throws(WireError) -> JSON {
        let size = bytes.count
        guard size <= limits.bytes else {
            throw WireError(
                .tooLarge, at: "byte \(limits.bytes)", "\(size) bytes are more than the \(limits.bytes) allowed")
        }
        let contiguous = bytes.withContiguousStorageIfAvailable { read($0, limits: limits) }
        let result = contiguous ?? Array(bytes).withUnsafeBufferPointer { read($0, limits: limits) }
        return try result.get()
    }

    /// Reads one JSON text from raw memory, as a received buffer hands it out.
    public static func parse(_ bytes: UnsafeRawBufferPointer, limits: Limits = Limits()) throws(WireError) -> JSON {
        guard bytes.count <= limits.bytes else {
            throw WireError(
                .tooLarge, at: "byte \(limits.bytes)", "\(bytes.count) bytes are more than the \(limits.bytes) allowed"
            )
        }
        return try bytes.withMemoryRebound(to: UInt8.self) { read($0, limits: limits) }.get()
    }

    private static func read(_ bytes: UnsafeBufferPointer<UInt8>, limits: Limits) -> Result<JSON, WireError> {
        Result { () throws(WireError) -> JSON in
            var reader = JSONReader(bytes, depthLimit: limits.depth)
            return try reader.readText()
        }
    }
}
