/// Why a request was refused or failed (RFC 9457), as `application/problem+json`.
public struct Problem: APIMessage, Error {
    /// A URI that names the kind of problem: `urn:gatehouse:problem:` and the code.
    public var type: String
    /// The reason phrase of the status.
    public var title: String
    /// The HTTP status that it comes with.
    public var status: Int
    /// One sentence for the caller: lower case, no full stop.
    public var detail: String
    /// `urn:uuid:` and the request id, as the server's log has it.
    public var instance: String
    /// For programs; stable.
    public var code: String
    /// What would help.
    public var hint: String?
    /// What is wrong with documents, each where it is wrong.
    public var errors: [DocumentError]?

    /// A problem whose type follows from its code.
    public init(
        status: Int, code: String, title: String, detail: String, instance: String, hint: String? = nil,
        errors: [DocumentError]? = nil
    ) {
        type = "urn:gatehouse:problem:\(code)"
        self.title = title
        self.status = status
        self.detail = detail
        self.instance = instance
        self.code = code
        self.hint = hint
        self.errors = errors
    }

    /// Documents with a mistake.
    public static var example: Self {
        Self(
            status: 422, code: "invalidDocument", title: "Unprocessable Content",
            detail: "1 error in the documents", instance: "urn:uuid:\(ExampleID.request)",
            hint: "correct them and apply again", errors: [.example])
    }
}

/// One thing that is wrong with a document, and where.
public struct DocumentError: APIMessage {
    /// The name that the caller gave to the file.
    public var file: String
    /// From 1.
    public var line: Int
    /// From 1.
    public var column: Int
    /// What is wrong: lower case, no full stop, the caller's words in backticks.
    public var message: String
    /// What would help, if something is known to.
    public var hint: String?

    /// A mistake at its place.
    public init(file: String, line: Int, column: Int, message: String, hint: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }

    /// A field that does not exist.
    public static var example: Self {
        Self(
            file: "policy.yaml", line: 7, column: 5, message: "unknown field `requirement`",
            hint: "did you mean `requirements`")
    }
}
