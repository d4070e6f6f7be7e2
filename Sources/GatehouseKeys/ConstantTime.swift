/// Comparison of secrets in a time that depends on their lengths only.
public enum ConstantTime {
    public static func equal(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }

    public static func equal(_ left: String, _ right: String) -> Bool { equal(left.utf8, right.utf8) }
}
