/// What is accepted of foreign attributes, beyond the limits of the JSON itself.
public struct ResourceLimits: Hashable, Sendable {
    /// The most values of one attribute, also after a change.
    public var values: Int
    /// The longest text, in bytes of UTF-8.
    public var text: Int
    /// The longest base 64, in characters.
    public var binary: Int
    /// The most operations in one PATCH.
    public var operations: Int
    /// The most values that one PATCH looks at, each counted for every comparison of every operation.
    ///
    /// Long texts count again, for every 64 bytes of ASCII beyond the first 64 and for every 16 bytes of others, and a
    /// value of which a part changes four times more.
    public var visits: Int

    /// 10,000 values, texts of 4 KiB, base 64 of 64 KiB, 1,000 operations and 2,000,000 visits, unless said otherwise.
    public init(
        values: Int = 10_000, text: Int = 4096, binary: Int = 64 << 10, operations: Int = 1000,
        visits: Int = 2_000_000
    ) {
        self.values = values
        self.text = text
        self.binary = binary
        self.operations = operations
        self.visits = visits
    }
}
