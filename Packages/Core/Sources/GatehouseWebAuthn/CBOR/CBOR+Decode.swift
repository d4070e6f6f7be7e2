extension CBOR {
    /// Reads one item in CTAP2's canonical form and nothing after it.
    ///
    /// Refuses what is larger or deeper than `limits`, lengths that are not given, numbers and lengths not in their
    /// shortest form, keys out of order or given twice, text that is not UTF-8 and bytes after the end. Errors name
    /// the byte offset.
    public static func decode(_ bytes: [UInt8], limits: Limits = Limits()) throws(WebAuthnError) -> CBOR {
        var reader = CBORReader(bytes, limits: limits)
        let value = try reader.item()
        guard reader.position == bytes.count else {
            throw WebAuthnError(
                .cborTrailingBytes,
                "\(bytes.count - reader.position) bytes follow the CBOR item that ends at byte \(reader.position)")
        }
        return value
    }

    /// Reads one item that begins at `offset`, and says where it ends; what follows is the caller's.
    static func decode(
        _ bytes: [UInt8], at offset: Int, limits: Limits = Limits()
    ) throws(WebAuthnError) -> (value: CBOR, end: Int) {
        var reader = CBORReader(bytes, at: offset, limits: limits)
        let value = try reader.item()
        return (value, reader.position)
    }
}
