import Glibc

/// What `uname(2)` says of the running kernel.
public struct KernelIdentity: Hashable, Sendable {
    public var hostname: String
    public var release: String
    public var version: String
    public var architecture: String

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
