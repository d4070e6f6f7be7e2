/// One thing that is wrong with a document.
public struct DocumentProblem: Hashable, Sendable {
    /// The file as the caller named it.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1, in Unicode scalars.
    public var column: Int
    /// Lower case, no full stop, the writer's own text in backticks.
    public var message: String
    /// What would be right.
    public var hint: String?

    /// A problem at a place of a file.
    public init(file: String, line: Int, column: Int, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }
}

extension DocumentProblem: CustomStringConvertible {
    /// `file:line:column: message`, with the hint on its own line.
    public var description: String {
        "\(file):\(line):\(column): \(message)" + (hint.map { "\nhint: \($0)" } ?? "")
    }
}

/// Everything that is wrong with a stream of documents, in the order of lines; at least one.
public struct DocumentProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of lines, then of columns.
    public let problems: [DocumentProblem]

    /// A refusal for these reasons.
    public init(_ problems: [DocumentProblem]) { self.problems = problems }

    /// One problem after the other, as each describes itself.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
