public import GatehouseModel

/// How long the system has run, and whether it has to be started again for what was installed to take effect.
///
/// Programs that run with replaced libraries are not looked for: those packages say so in `/run/reboot-required`.
public struct RestartCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "restart"
    /// The uptime, and what waits for its end.
    public let keys: [FactKey] = ["os.uptimeDays", "updates.restartRequired", "updates.restartReasons"]
    /// What packages leave when they want a restart, and the kernels.
    public let watches = ["/run/reboot-required", "/run/reboot-required.pkgs", "/boot"]

    /// Keeps nothing between runs.
    public init() {}

    private static let marker = "/run/reboot-required"
    private static let packages = "/run/reboot-required.pkgs"
    private static let boot = "/boot"

    /// A missing file of packages is an empty one; a folder that cannot be read makes it unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let (required, reasons) = Self.restart(machine)
        return [
            machine.fact("os.uptimeDays", Self.uptime(machine), at: now),
            machine.fact("updates.restartRequired", required, at: now),
            machine.fact("updates.restartReasons", reasons, at: now),
        ]
    }

    /// Whole days: a smaller unit would be a change at every collection.
    private static func uptime(_ machine: Machine) -> Observation {
        let path = "/proc/uptime"
        do {
            let text = try machine.text(path, limit: 256)
            let seconds = text.prefix { $0 != "." && $0 != " " }
            guard let value = Int64(seconds), value >= 0 else {
                return .unavailable("`\(path)` holds `\(text)`, which starts with no number", source: path)
            }
            return .known(.integer(value / 86_400), source: path, evidence: "\(value / 86_400) whole days")
        } catch {
            return .failed(error, source: path)
        }
    }

    private static func restart(_ machine: Machine) -> (required: Observation, reasons: Observation) {
        let source = "\(marker), \(boot)"
        do {
            var reasons = try packagesWaiting(machine)
            let kernel = try newerKernel(machine)
            if let kernel { reasons.append("kernel \(kernel)") }
            let isRequired = machine.exists(marker) || !reasons.isEmpty
            let evidence =
                kernel.map { "\(machine.kernel.release) runs, \($0) is installed" }
                ?? (isRequired ? "`\(marker)` exists" : "no `\(marker)`, no newer kernel in `\(boot)`")
            return (
                .known(.boolean(isRequired), source: source, evidence: evidence),
                .known(.list(reasons.map(FactValue.text)), source: source, evidence: evidence)
            )
        } catch {
            let failed = Observation.unavailable(error.message, source: source)
            return (failed, failed)
        }
    }

    private static func packagesWaiting(_ machine: Machine) throws(MachineError) -> [String] {
        do {
            let names = try machine.text(packages, limit: 64 * 1024).split(separator: "\n").map {
                $0.bytes.trimmed.text
            }
            return Set(names.filter { !$0.isEmpty }).sorted()
        } catch  where error.code == .missing {
            return []
        }
    }

    /// The release of the newest installed kernel of the running one's flavour, if it is newer.
    private static func newerKernel(_ machine: Machine) throws(MachineError) -> String? {
        let names: [String]
        do {
            names = try machine.names(in: boot)
        } catch  where error.code == .missing {
            return nil
        }
        let running = KernelRelease(machine.kernel.release)
        let installed = names.filter { $0.hasPrefix("vmlinuz-") }.map { KernelRelease(String($0.dropFirst(8))) }
        let newest = installed.filter { $0.isKernel && $0.flavour == running.flavour }.max { $0 < $1 }
        guard let newest, running < newest else { return nil }
        return newest.text
    }
}

/// A kernel's release, as `6.1.0-30-cloud-amd64`: a version and a flavour.
private struct KernelRelease {
    let text: String
    let flavour: [Substring]
    private let version: DebianVersion?

    init(_ text: String) {
        self.text = text
        let parts = text.split(separator: "-")
        let end = parts.lastIndex { $0.utf8.first?.isDigit == true }.map { $0 + 1 } ?? 0
        flavour = Array(parts[end...])
        version = DebianVersion(parts[..<end].joined(separator: "."))
    }

    /// Leaves out rescue images, whose name starts with `0-rescue`, and copies that package managers put aside.
    var isKernel: Bool {
        version != nil && !text.contains("rescue")
            && ![".old", ".bak", ".dpkg-new", ".dpkg-tmp", ".dpkg-bak"].contains { text.hasSuffix($0) }
    }

    static func < (left: Self, right: Self) -> Bool {
        guard let one = left.version, let other = right.version else { return false }
        return one < other
    }
}

extension Substring {
    fileprivate var bytes: [UInt8] { Array(utf8) }
}
