/// The form of what a person signs in with: an e-mail address or a plain name.
public enum UserName {
    /// The longest, in Unicode scalars (as in SCIM, `docs/protocols/scim.md`).
    public static let longest = 256

    /// The name in lower case, as the directory keeps it; `nil` for one that is empty, too long, or has control
    /// characters, blanks or something that cannot be told from them.
    public static func normalised(_ text: String) -> String? {
        let scalars = text.unicodeScalars
        guard !scalars.isEmpty, scalars.count <= longest else { return nil }
        let isClean = scalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
                .spaceSeparator:
                false
            default: true
            }
        }
        return isClean ? text.lowercased() : nil
    }
}
