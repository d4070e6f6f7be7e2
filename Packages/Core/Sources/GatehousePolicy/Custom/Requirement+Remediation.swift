extension Requirement {
    private static let placeholder = "{ActualValue}"

    /// What the person can do, in the first of `languages` that the policy has words in, else in the policy's own.
    ///
    /// - Parameters:
    ///   - found: what stands for `{ActualValue}`.
    ///   - languages: as `de_DE`, `de-AT` or `de`, the one liked best first; the same language of another country is
    ///     better than none.
    public func remediation(found: String, in languages: [String] = []) -> String {
        let text = languages.lazy.compactMap(words).first ?? remediation
        // Most texts have no placeholder, and searching for it takes longer than judging.
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        return text.contains(Self.placeholder) ? text.replacing(Self.placeholder, with: found) : text
    }

    private func words(in language: String) -> String? {
        let wanted = Self.normal(language)
        guard !wanted.isEmpty else { return nil }
        let byName = translations.sorted { $0.key < $1.key }
        if let exact = byName.first(where: { Self.normal($0.key) == wanted }) { return exact.value }
        let primary = Self.primary(wanted)
        // The policy's own words are American English.
        if primary == "en" { return remediation }
        return byName.first { Self.primary(Self.normal($0.key)) == primary }?.value
    }

    /// `de-DE`, `de_DE.UTF-8` and `de_de` are one.
    private static func normal(_ language: String) -> String {
        String(language.prefix { $0 != "." && $0 != "@" }).replacing("-", with: "_").lowercased()
    }

    private static func primary(_ normal: String) -> Substring { normal.prefix { $0 != "_" } }
}
