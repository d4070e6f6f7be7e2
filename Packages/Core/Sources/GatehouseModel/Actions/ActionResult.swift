/// What an action brought, besides its state.
public struct ActionResult: Hashable, Sendable {
    /// The most output that is kept, in bytes of UTF-8.
    public static let outputLimit = 32 << 10

    /// As the program ended; `nil` when none was run or a signal ended it.
    public var exitCode: Int64?
    /// The first bytes of what was written, at most ``outputLimit``.
    public var output: String
    /// Whether more was written than was kept.
    public var isTruncated: Bool

    /// Cuts `output` to ``outputLimit``, at a character.
    public init(exitCode: Int64? = nil, output: String = "", isTruncated: Bool = false) {
        self.exitCode = exitCode
        let isLong = output.utf8.count > Self.outputLimit
        self.output = isLong ? Self.cut(output) : output
        self.isTruncated = isTruncated || isLong
    }

    private static func cut(_ text: String) -> String {
        var end = text.utf8.index(text.startIndex, offsetBy: outputLimit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }
}
