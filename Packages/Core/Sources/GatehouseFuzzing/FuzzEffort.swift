import Glibc

/// How long and from which seed a fuzz test runs; `make fuzz` sets both.
public enum FuzzEffort {
    /// `usual` times the environment's `FUZZ`.
    public static func rounds(_ usual: Int) -> Int { usual * Int(number("FUZZ") ?? 1) }

    /// `usual`, or another for each of the environment's `FUZZ_SEED`.
    public static func seed(_ usual: UInt64) -> UInt64 { usual ^ (number("FUZZ_SEED") ?? 0) }

    private static func number(_ name: String) -> UInt64? { getenv(name).flatMap { UInt64(String(cString: $0)) } }
}
