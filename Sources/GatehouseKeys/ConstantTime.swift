/// Comparison of secrets in a time that depends on their lengths only.
public enum ConstantTime {
    /// Whether the bytes are the same; other lengths are told apart at once.
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }

    /// Whether the UTF-8 of both is the same; texts are not normalised.
    public static func equal(_ left: String, _ right: String) -> Bool { equal(left.utf8, right.utf8) }
}
