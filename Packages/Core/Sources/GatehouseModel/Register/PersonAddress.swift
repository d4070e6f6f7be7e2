/// The form of a person's e-mail address or user principal name, by which owners are written.
public enum PersonAddress {
    /// The address in lower case, as directories compare it; `nil` when it is none.
    ///
    /// It has 3 to 254 bytes (RFC 5321 §4.5.3.1.3), one `@` with something on both sides, and neither spaces nor
    /// control characters, `<`, `>`, `,`, `;` or quotes. Whether the person exists is not asked.
    public static func normalised(_ text: String) -> String? {
        guard (3...254).contains(text.utf8.count) else { return nil }
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy({ !$0.isEmpty }) else { return nil }
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && !"<>,;\"'\\".unicodeScalars.contains(scalar)
        }
        return isClean ? text.lowercased() : nil
    }
}
