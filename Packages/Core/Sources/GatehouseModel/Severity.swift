/// How much a failing requirement matters, in Graph's spelling (`alertSeverity`).
public enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
    case informational
    case low
    case medium
    case high

    /// What matters less is less: `informational` first, `high` last.
    public static func < (left: Self, right: Self) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}
