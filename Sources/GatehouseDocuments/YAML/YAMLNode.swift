/// A place in a file: line and column from 1, the column in Unicode scalars.
struct Position: Hashable, Sendable, Comparable {
    var line: Int
    var column: Int

    static func < (left: Self, right: Self) -> Bool { (left.line, left.column) < (right.line, right.column) }
}

/// A YAML value with its place; only what a document may use: no anchors, aliases or tags.
struct YAMLNode {
    struct Scalar {
        var text: String
        /// Unquoted: `true`, `12` and `null` mean more than their letters only then.
        var isPlain: Bool
    }

    struct Field {
        var name: String
        var position: Position
        var value: YAMLNode
    }

    indirect enum Content {
        case scalar(Scalar)
        case sequence([YAMLNode])
        case mapping([Field])
    }

    var position: Position
    var content: Content

    /// Nothing was written, or `null`.
    var isNull: Bool {
        guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.text)
    }

    var isBoolean: Bool {
        guard case .scalar(let scalar) = content, scalar.isPlain else { return false }
        return scalar.text == "true" || scalar.text == "false"
    }

    /// What a person would call it.
    var description: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            if isNull {
                "nothing"
            } else {
                "`\(scalar.text.count > 60 ? scalar.text.prefix(60) + "…" : scalar.text[...])`"
            }
        }
    }
}
