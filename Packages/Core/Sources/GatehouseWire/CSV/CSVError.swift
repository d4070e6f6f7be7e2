/// Where a CSV text is wrong, and how.
public struct CSVError: Error, Hashable, Sendable {
    /// From 1, as an editor counts lines.
    public var line: Int
    /// From 1, in characters (Unicode scalars) of that line.
    public var column: Int
    /// Lower case, no full stop, the input in backticks.
    public var message: String
    /// How to mend it, if there is more to say.
    public var hint: String?

    /// The mistake at its place.
    public init(line: Int, column: Int, _ message: String, hint: String? = nil) {
        self.line = line
        self.column = column
        self.message = message
        self.hint = hint
    }
}
