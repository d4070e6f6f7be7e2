/// A product's serial number in the form in which two are compared.
///
/// A serial number is unique only to its manufacturer, and much firmware has words in its place: those are none.
public struct SerialNumber: Hashable, Sendable, CustomStringConvertible {
    /// Upper-case letters and digits; spaces, hyphens and other signs are left out.
    public let description: String

    /// `nil` when the text has fewer than four letters and digits, or is what firmware says when it was never set.
    public init?(_ text: String) {
        guard text.utf8.count <= 128 else { return nil }
        let folded = String(String.UnicodeScalarView(text.uppercased().unicodeScalars.filter { Self.counts($0) }))
        guard folded.unicodeScalars.count >= 4, Set(folded).count > 1, !Self.placeholders.contains(folded) else {
            return nil
        }
        description = folded
    }

    /// Whether both words can mean one manufacturer: their first words agree, or one is not told.
    ///
    /// `LENOVO` is `Lenovo Group Ltd.`, and `Dell Inc.` is not `HP`.
    public static func canBeOneManufacturer(_ left: String, _ right: String) -> Bool {
        guard let first = firstWord(left), let second = firstWord(right) else { return true }
        return first == second
    }

    private static func firstWord(_ text: String) -> String? {
        text.uppercased().split { !($0.isLetter || $0.isNumber) }.first.map { String($0) }
    }

    private static func counts(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }

    private static let placeholders: Set<String> = [
        "TOBEFILLEDBYOEM", "TOBEFILLED", "DEFAULTSTRING", "SYSTEMSERIALNUMBER", "SERIALNUMBER", "NOTSPECIFIED",
        "NOTAPPLICABLE", "NOTAVAILABLE", "NONE", "NULL", "UNKNOWN", "INVALID", "OEM", "CHASSISSERIALNUMBER",
        "EMPTY", "123456789", "1234567890", "0123456789", "01234567", "12345678",
    ]
}
