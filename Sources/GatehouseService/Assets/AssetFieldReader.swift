import GatehouseModel

/// Sets fields of an entry from what a person or a file says, and gathers what is wrong.
struct AssetFieldReader {
    var problems: [AssetProblem] = []

    mutating func set(
        _ field: inout String, _ text: String?, _ name: String, limit: Int = 255, isMultiline: Bool = false
    ) {
        guard let text else { return }
        guard text.utf8.count <= limit else {
            return refuse(name, "the `\(name)` has more than \(limit) bytes")
        }
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && !(isMultiline && (scalar == "\n" || scalar == "\t"))
        }
        guard !text.unicodeScalars.contains(where: isControl) else {
            return refuse(name, "the `\(name)` has a control character")
        }
        field = text
    }

    mutating func choose<Word: RawRepresentable<String> & CaseIterable>(
        _ field: inout Word, _ text: String?, _ name: String
    ) {
        guard let text else { return }
        let words = Word.allCases.map(\.rawValue)
        guard let word = words.first(where: { $0.lowercased() == text.lowercased() }).flatMap(Word.init(rawValue:))
        else {
            let near = Spelling.nearest(to: text, among: words).map { "did you mean `\($0)`?" }
            return refuse(name, "`\(text)` is no \(name)", near ?? "one of: \(words.joined(separator: ", "))")
        }
        field = word
    }

    mutating func list<Value: LosslessStringConvertible & Hashable>(
        _ field: inout [Value], _ texts: [String]?, _ name: String, _ form: String
    ) {
        guard let texts else { return }
        guard texts.count <= 32 else { return refuse(name, "there are more than 32 of `\(name)`") }
        var values = Set<Value>()
        for text in texts {
            guard let value = Value(text) else { return refuse(name, "`\(text)` is no \(form)") }
            values.insert(value)
        }
        field = values.sorted { $0.description < $1.description }
    }

    mutating func owner(_ field: inout String?, _ text: String?) {
        guard let text else { return }
        guard !text.isEmpty else { return field = nil }
        guard let address = PersonAddress.normalised(text) else {
            return refuse("owner", "`\(text)` is no e-mail address", "as ada@example.org")
        }
        field = address
    }

    mutating func tags(_ field: inout [String], adding: [String], removing: [String]) {
        let hint = "1 to 64 letters, digits and `.`, `_`, `-`, `:`"
        for word in adding + removing where Tag.normalised(word) == nil {
            return refuse("tags", "`\(word)` is no tag", hint)
        }
        let removed = Set(removing.compactMap { Tag.normalised($0) })
        guard let tags = Tag.normalised(all: field.filter { !removed.contains($0) } + adding) else {
            return refuse("tags", "a thing has at most \(Tag.most) tags")
        }
        field = tags
    }

    private mutating func refuse(_ field: String, _ message: String, _ hint: String? = nil) {
        problems.append(AssetProblem(field: field, message: message, hint: hint))
    }
}
