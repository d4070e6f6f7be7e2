import GatehouseModel

/// Reads the fields of one mapping; a field that nobody knows is a problem at once.
struct MappingReader {
    let node: YAMLNode
    /// Where the mapping stands in its document, as `requirements[2]`; empty for the spec itself.
    let path: String
    let findings: Findings
    private let fields: [YAMLNode.Field]

    /// Refuses what is not a mapping and reports every field that is not among `names`.
    init?(_ node: YAMLNode, _ what: String, path: String, names: [String], findings: Findings) {
        guard case .mapping(let fields) = node.content else {
            findings.report(at: node.position, "\(what) must be a mapping, not \(node.description)")
            return nil
        }
        self.node = node
        self.path = path
        self.findings = findings
        self.fields = fields
        findings.remember(path, at: node.position)
        for field in fields {
            findings.remember(child(field.name), at: field.value.isNull ? field.position : field.value.position)
            guard !names.contains(field.name) else { continue }
            let guess = Spelling.nearest(to: field.name, among: names)
            findings.report(
                at: field.position, "unknown field `\(field.name)` in \(what)",
                hint: guess.map { "did you mean `\($0)`?" } ?? "the fields are \(names.joined(separator: ", "))")
        }
    }

    /// The fields as they are written.
    var all: [YAMLNode.Field] { fields }

    func child(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The value of a field; `nil` when it is not written or empty.
    func optional(_ name: String) -> YAMLNode? {
        fields.first { $0.name == name }.flatMap { $0.value.isNull ? nil : $0.value }
    }

    /// The value of a field that must be there.
    func required(_ name: String, hint: String? = nil) -> YAMLNode? {
        if let value = optional(name) { return value }
        let place = fields.first { $0.name == name }?.position ?? node.position
        findings.report(at: place, "`\(child(name))` is missing", hint: hint)
        return nil
    }
}

// Values of one sort. Each reports what it wanted, and is `nil` when it did not get it.
extension MappingReader {
    func text(_ node: YAMLNode, _ name: String, most: Int = 4096) -> String? {
        guard case .scalar(let scalar) = node.content else { return refuse(node, name, wanted: "text") }
        guard scalar.text.unicodeScalars.count <= most else {
            findings.report(at: node.position, "`\(child(name))` is longer than \(most) characters")
            return nil
        }
        return scalar.text
    }

    func boolean(_ node: YAMLNode, _ name: String) -> Bool? {
        guard case .scalar(let scalar) = node.content, node.isBoolean else {
            return refuse(node, name, wanted: "`true` or `false`")
        }
        return scalar.text == "true"
    }

    func duration(_ node: YAMLNode, _ name: String, within range: ClosedRange<Duration>) -> Duration? {
        guard case .scalar(let scalar) = node.content, let duration = Duration.parse(scalar.text) else {
            return refuse(node, name, wanted: "a duration such as `30m`, `12h` or `7d`")
        }
        guard range.contains(duration) else {
            findings.report(
                at: node.position,
                "`\(child(name))` must be from \(range.lowerBound.text) to \(range.upperBound.text), "
                    + "not `\(scalar.text)`")
            return nil
        }
        return duration
    }

    /// One of the words of `choices`.
    func choice<Value>(_ node: YAMLNode, _ name: String, _ choices: [(word: String, value: Value)]) -> Value? {
        let words = choices.map(\.word)
        guard case .scalar(let scalar) = node.content, !node.isNull else {
            return refuse(node, name, wanted: "one of \(words.joined(separator: ", "))")
        }
        if let choice = choices.first(where: { $0.word == scalar.text }) { return choice.value }
        let guess = Spelling.nearest(to: scalar.text, among: words).map { "did you mean `\($0)`? " } ?? ""
        findings.report(
            at: node.position, "\(node.description) is not a value of `\(child(name))`",
            hint: "\(guess)one of \(words.joined(separator: ", "))")
        return nil
    }

    func choice<Value: CaseIterable & RawRepresentable<String>>(_ node: YAMLNode, _ name: String) -> Value? {
        choice(node, name, Value.allCases.map { ($0.rawValue, $0) })
    }

    /// The elements, each read with its own path; elements that cannot be read are left out after their report.
    func list<Value>(_ node: YAMLNode, _ name: String, _ read: (YAMLNode, String) -> Value?) -> [Value] {
        guard case .sequence(let elements) = node.content else {
            let _: Never? = refuse(node, name, wanted: "a list")
            return []
        }
        return elements.enumerated().compactMap { index, element in
            findings.remember("\(child(name))[\(index)]", at: element.position)
            return read(element, "\(name)[\(index)]")
        }
    }

    /// As ``list(_:_:_:)``, and an element that is there twice is a problem.
    func set<Value: Hashable>(_ node: YAMLNode, _ name: String, _ read: (YAMLNode, String) -> Value?) -> Set<Value> {
        var seen = Set<Value>()
        let _: [Value] = list(node, name) { element, name in
            guard let value = read(element, name) else { return nil }
            if !seen.insert(value).inserted {
                findings.report(at: element.position, "\(element.description) is given twice")
            }
            return value
        }
        return seen
    }

    /// The name of a document, as it stands in paths and certificates.
    func documentName(_ node: YAMLNode, _ name: String) -> String? {
        guard let text = text(node, name) else { return nil }
        let isName =
            (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(Self.isNameByte)
            && text.utf8.first.map(Self.isAlphanumeric) == true
        guard isName else {
            findings.report(
                at: node.position, "\(node.description) is not a name",
                hint: "1 to 64 letters, digits, `-`, `_` and `.`, with a letter or digit first")
            return nil
        }
        return text
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    func refuse<Value>(_ node: YAMLNode, _ name: String, wanted: String) -> Value? {
        findings.report(at: node.position, "`\(child(name))` must be \(wanted), not \(node.description)")
        return nil
    }
}
