/// What a document says, in the order in which it is written.
indirect enum YAMLTree {
    /// Already as YAML has it: `true`, `12`, `7d`.
    case raw(String)
    case text(String)
    case list([YAMLTree])
    case mapping([(name: String, value: YAMLTree)])

    static func words(_ words: [String]) -> YAMLTree { .list(words.map(YAMLTree.text)) }

    /// The YAML of a mapping at the top, one field a line.
    var yaml: String {
        var lines = [String]()
        append(to: &lines, indentation: 0, lead: "")
        return lines.joined(separator: "\n") + "\n"
    }

    /// A field's own word stands plain even where it is `no`: nobody reads it as a value.
    private static func name(_ name: String) -> String {
        name.utf8.allSatisfy { $0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z") }
            ? name : YAMLText.inline(name)
    }

    /// Lists of short words stand on one line when they fit.
    private var flow: String? {
        switch self {
        case .raw(let text): return text
        case .text(let text): return YAMLText.inline(text)
        case .mapping(let fields) where fields.isEmpty: return "{}"
        case .mapping: return nil
        case .list(let elements):
            let words = elements.compactMap { element in
                switch element {
                case .raw, .text: element.flow
                default: nil
                }
            }
            let line = "[\(words.joined(separator: ", "))]"
            return words.count == elements.count && line.count <= 80 ? line : nil
        }
    }

    private func append(to lines: inout [String], indentation: Int, lead: String) {
        let margin = String(repeating: " ", count: indentation)
        switch self {
        case .mapping(let fields) where !fields.isEmpty:
            for (index, field) in fields.enumerated() {
                let lead = index == 0 ? lead : margin
                field.value.append(to: &lines, after: "\(lead)\(Self.name(field.name)):", indentation: indentation)
            }
        default: lines.append(lead + (flow ?? "[]"))
        }
    }

    private func append(to lines: inout [String], after name: String, indentation: Int) {
        if case .text(let text) = self {
            lines.append("\(name) \(YAMLText.block(text, indentation: indentation + 2))")
        } else if let flow {
            lines.append("\(name) \(flow)")
        } else if case .list(let elements) = self {
            lines.append(name)
            let margin = String(repeating: " ", count: indentation + 2)
            for element in elements {
                element.append(to: &lines, indentation: indentation + 4, lead: "\(margin)- ")
            }
        } else {
            lines.append(name)
            append(to: &lines, indentation: indentation + 2, lead: String(repeating: " ", count: indentation + 2))
        }
    }
}
