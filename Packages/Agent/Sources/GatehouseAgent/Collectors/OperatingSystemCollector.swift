public import GatehouseModel

/// Which system runs: distribution, release and kernel.
public struct OperatingSystemCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "operating system"
    /// From os-release(5), `/etc/debian_version`, `uname(2)` and `/proc/stat`.
    public let keys: [FactKey] = [
        "os.name", "os.id", "os.version", "os.codename", "os.kernel.release", "os.kernel.version", "os.architecture",
        "os.hostname", "os.bootedAt",
    ]
    /// A new kernel needs a restart, and so needs no watch.
    public let watches = ["/etc/os-release", "/etc/debian_version", "/etc/hostname"]

    /// Keeps nothing between runs.
    public init() {}

    /// An os-release that cannot be read leaves what the kernel says of itself known.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let kernel = machine.kernel
        let named: [(FactKey, String)] = [
            ("os.kernel.release", kernel.release), ("os.kernel.version", kernel.version),
            ("os.architecture", kernel.architecture), ("os.hostname", kernel.hostname),
        ]
        let ofKernel = named.map { key, value in
            machine.fact(key, .known(.text(value), source: "uname(2)", evidence: value), at: now)
        }
        return ofDistribution(machine, at: now) + ofKernel + [machine.fact("os.bootedAt", booted(machine), at: now)]
    }

    private func ofDistribution(_ machine: Machine, at now: Instant) -> [Fact] {
        let keys: [FactKey] = ["os.name", "os.id", "os.version", "os.codename"]
        let release: OSRelease
        do {
            release = try OSRelease(machine)
        } catch {
            return keys.map { machine.fact($0, .failed(error, source: "/etc/os-release"), at: now) }
        }
        return [
            machine.fact("os.name", release.observe("NAME"), at: now),
            machine.fact("os.id", release.observe("ID"), at: now),
            machine.fact("os.version", version(release, machine), at: now),
            machine.fact("os.codename", release.observe("VERSION_CODENAME"), at: now),
        ]
    }

    /// Debian's os-release has the major version only, `/etc/debian_version` the point release; Ubuntu has its point
    /// release in VERSION.
    private func version(_ release: OSRelease, _ machine: Machine) -> Observation {
        let path = "/etc/debian_version"
        if release.values["ID"] == "debian", let full = try? machine.text(path, limit: 256),
            full.utf8.first?.isDigit == true
        {
            return .known(.text(full), source: path, evidence: full)
        }
        if let short = release.values["VERSION_ID"],
            let full = release.values["VERSION"]?.split(separator: " ").first, full.hasPrefix(short + ".")
        {
            return .known(.text(String(full)), source: release.path, evidence: "VERSION starts with \(full)")
        }
        return release.observe("VERSION_ID")
    }

    private func booted(_ machine: Machine) -> Observation {
        let path = "/proc/stat"
        do {
            var reader = try machine.lines(path)
            var line = [UInt8]()
            while try reader.next(into: &line) {
                guard line.begins(with: "btime ") else { continue }
                guard let seconds = Int64(line.dropFirst(6).trimmed.text) else { break }
                let instant = Instant(seconds: seconds)
                return .known(.text(instant.description), source: path, evidence: line.text)
            }
            return .unavailable("`\(path)` has no btime", source: path)
        } catch {
            return .failed(error, source: path)
        }
    }
}

/// The assignments of os-release(5).
private struct OSRelease {
    let path: String
    private(set) var values: [String: String] = [:]

    init(_ machine: Machine) throws(MachineError) {
        path = machine.exists("/etc/os-release") ? "/etc/os-release" : "/usr/lib/os-release"
        var reader = try machine.lines(path)
        var line = [UInt8]()
        while try reader.next(into: &line) {
            let parts = line.trimmed.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2, parts[0].first != UInt8(ascii: "#") else { continue }
            values[parts[0].text] = Self.unquoted(parts[1])
        }
    }

    func observe(_ name: String) -> Observation {
        guard let value = values[name], !value.isEmpty else {
            return .absent("`\(path)` has no \(name)", source: path)
        }
        return .known(.text(value), source: path, evidence: "\(name)=\(value)")
    }

    private static func unquoted(_ value: ArraySlice<UInt8>) -> String {
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'"), value.count >= 2,
            value.last == quote
        else { return value.text }
        var result = [UInt8]()
        var isEscaped = false
        for byte in value.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped, quote == UInt8(ascii: "\"") {
                isEscaped = true
            } else {
                result.append(byte)
                isEscaped = false
            }
        }
        return result.text
    }
}
