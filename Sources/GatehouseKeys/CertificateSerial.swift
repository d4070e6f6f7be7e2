import GatehouseModel

/// The one spelling of a certificate's serial number: lower-case hexadecimal, whole bytes, no leading zero byte.
public enum CertificateSerial {
    /// The spelling of a serial given in bytes, most significant first; `00` for zero.
    public static func text(of bytes: some Sequence<UInt8>) -> String {
        let significant = Array(bytes.drop { $0 == 0 })
        return significant.isEmpty ? "00" : Hex.encode(significant)
    }

    /// The serial that `text` spells in hexadecimal, as nginx's `$ssl_client_serial` (upper case) or `openssl x509
    /// -serial` writes it; colons are skipped.
    ///
    /// `nil` when it is not hexadecimal or longer than RFC 5280's 20 bytes.
    public static func normalisedSerial(_ text: String) -> String? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
        guard !digits.isEmpty, digits.count <= 42 else { return nil }
        let even = String(
            decoding: digits.count.isMultiple(of: 2) ? digits : [UInt8(ascii: "0")] + digits, as: UTF8.self)
        guard let bytes = Hex.decode(even), bytes.count <= 21 else { return nil }
        return Self.text(of: bytes)
    }
}
