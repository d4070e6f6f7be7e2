/// Text as templates may be given it.
///
/// The templates escape `<`, `>`, `&` and quotes one character at a time, and a character of several scalars, such as a
/// quote with an accent on it, is none of these to them although it ends an attribute for a browser.
enum TemplateText {
    private static let signs = Set("<>&\"'`".unicodeScalars)

    /// Values for a template with every such character replaced, in texts at any depth.
    static func clean(_ value: Any) -> Any {
        switch value {
        case let text as String: clean(text)
        case let values as [String: Any]: values.mapValues(clean)
        case let values as [Any]: values.map(clean)
        default: value
        }
    }

    /// The text with U+FFFD in the place of characters that hide a sign of HTML.
    static func clean(_ text: String) -> String {
        String(
            text.map { character in
                let scalars = character.unicodeScalars
                let hides = scalars.count > 1 && scalars.contains(where: signs.contains)
                return hides ? "\u{FFFD}" : character
            })
    }
}
