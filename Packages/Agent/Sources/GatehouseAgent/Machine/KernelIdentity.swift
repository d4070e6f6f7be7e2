import Glibc

/// What `uname(2)` says of the running kernel.
public struct KernelIdentity: Hashable, Sendable {
    /// The name without its domain as a rule (`nodename`).
    public var hostname: String
    /// As `6.1.0-30-amd64`.
    public var release: String
    /// The build and its date, as `#1 SMP PREEMPT_DYNAMIC Debian 6.1.124-1 (2025-01-12)`.
    public var version: String
    /// As `x86_64` or `aarch64` (`machine`).
    public var architecture: String

    /// For a machine that is a folder of files; ``running()`` asks the kernel.
    public init(hostname: String, release: String, version: String, architecture: String) {
        self.hostname = hostname
        self.release = release
        self.version = version
        self.architecture = architecture
    }

    /// The kernel that runs this process.
    public static func running() -> KernelIdentity {
        var names = utsname()
        uname(&names)
        return KernelIdentity(
            hostname: text(names.nodename), release: text(names.release), version: text(names.version),
            architecture: text(names.machine))
    }

    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
