import GatehouseModel

/// Why a request was refused, in the words of RFC 7644 §3.12.
public struct SCIMError: Error, Hashable, Sendable {
    /// For programs; the `scimType` of the answer.
    public var code: Code
    /// Lower case, no full stop, foreign input in backticks and cut.
    public var message: String
    /// The attribute at fault, as `emails[1].value`; `nil` when none is.
    public var path: String?
    /// UTF-8 offset into the filter or path that could not be read; `nil` when the fault has no place in a text.
    public var offset: Int?

    /// Takes the parts as they are; nothing is checked.
    public init(_ code: Code, _ message: String, path: String? = nil, offset: Int? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
    }

    /// What can be wrong: the values of `scimType` in RFC 7644 §3.12, table 9.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case invalidFilter
        case tooMany
        case uniqueness
        case mutability
        case invalidSyntax
        case invalidPath
        case noTarget
        case invalidValue
        case invalidVers
        case sensitive

        /// The HTTP status that the RFC gives to this error.
        public var status: Int {
            switch self {
            case .uniqueness: 409
            case .sensitive: 403
            default: 400
            }
        }
    }
}

extension SCIMError: CustomStringConvertible {
    /// The place, when there is one, and the sentence.
    public var description: String {
        if let path { return "\(quoted(path)): \(message)" }
        return offset.map { "at \($0): \(message)" } ?? message
    }
}

/// Foreign text in backticks: cut at 64 characters, unless said otherwise, without backticks of its own and what steers a terminal or turns
/// the direction of writing.
func quoted(_ text: String, cutAt limit: Int = 64) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        let isPlain = scalar != "`" && ![.control, .format].contains(scalar.properties.generalCategory)
        shown.unicodeScalars.append(isPlain ? scalar : "?")
    }
    return text.unicodeScalars.count > limit ? "`\(shown)…`" : "`\(shown)`"
}
