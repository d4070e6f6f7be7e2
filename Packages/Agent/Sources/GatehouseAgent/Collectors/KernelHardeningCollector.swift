public import GatehouseModel

/// The kernel's own defences, as they are in effect now: what a file in `/etc/sysctl.d` only asks for does not count.
public struct KernelHardeningCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "kernel hardening"
    /// What is in effect, whatever a file asks for.
    public let keys: [FactKey] =
        [
            "kernel.lockdown", "kernel.moduleSignaturesEnforced", "kernel.modulesDisabled", "kernel.tainted",
        ] + Self.settings.map(\.key)
    /// procfs and sysfs tell of no change.
    public let watches: [String] = []

    /// Keeps nothing between runs.
    public init() {}

    private static let settings: [(key: FactKey, path: String)] = [
        ("kernel.randomizeVASpace", "/proc/sys/kernel/randomize_va_space"),
        ("kernel.kptrRestrict", "/proc/sys/kernel/kptr_restrict"),
        ("kernel.dmesgRestrict", "/proc/sys/kernel/dmesg_restrict"),
        ("kernel.unprivilegedBPFDisabled", "/proc/sys/kernel/unprivileged_bpf_disabled"),
        ("kernel.yama.ptraceScope", "/proc/sys/kernel/yama/ptrace_scope"),
    ]
    private static let lockdown = "/sys/kernel/security/lockdown"

    /// A setting that this kernel does not have is absent; one that holds no number is unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let lockdown = Self.lockdown(machine)
        let observed: [(FactKey, Observation)] =
            [
                ("kernel.lockdown", lockdown),
                ("kernel.moduleSignaturesEnforced", Self.signatures(machine, lockdown)),
                ("kernel.modulesDisabled", Self.modulesDisabled(machine)),
                ("kernel.tainted", Self.taint(machine)),
            ] + Self.settings.map { ($0.key, Self.number($0.path, machine)) }
        return observed.map { machine.fact($0, $1, at: now) }
    }

    private static func number(_ path: String, _ machine: Machine) -> Observation {
        do {
            let text = try machine.text(path, limit: 64)
            guard let value = Int64(text) else {
                return .unavailable("`\(path)` holds `\(text)`, not a number", source: path)
            }
            return .known(.integer(value), source: path, evidence: text)
        } catch  where error.code == .missing {
            return .absent("this kernel has no `\(path)`", source: path)
        } catch {
            return .failed(error, source: path)
        }
    }

    /// The mode in brackets, as in `none [integrity] confidentiality`.
    private static func lockdown(_ machine: Machine) -> Observation {
        do {
            let text = try machine.text(lockdown, limit: 256)
            let chosen = text.split(separator: " ").first { $0.hasPrefix("[") && $0.hasSuffix("]") }
            guard let mode = chosen?.dropFirst().dropLast(), ["none", "integrity", "confidentiality"].contains(mode)
            else { return .unavailable("`\(lockdown)` holds `\(text)`, which names no mode", source: lockdown) }
            return .known(.text(String(mode)), source: lockdown, evidence: text)
        } catch  where error.code == .missing {
            let modules = "/sys/kernel/security/lsm"
            guard let list = try? machine.text(modules, limit: 4096) else {
                return .unavailable("`\(lockdown)` is not there: is securityfs mounted?", source: lockdown)
            }
            return .known(.text("none"), source: modules, evidence: "no lockdown among the modules \(list)")
        } catch {
            return .failed(error, source: lockdown)
        }
    }

    /// A locked-down kernel refuses unsigned modules whatever the parameter says.
    private static func signatures(_ machine: Machine, _ lockdown: Observation) -> Observation {
        if case .known(.text(let mode)) = lockdown.state, mode != "none" {
            return .known(.boolean(true), source: lockdown.source, evidence: "lockdown \(mode)")
        }
        let path = "/sys/module/module/parameters/sig_enforce"
        do {
            let text = try machine.text(path, limit: 16)
            guard ["Y", "N", "1", "0"].contains(text) else {
                return .unavailable("`\(path)` holds `\(text)`, neither Y nor N", source: path)
            }
            return .known(.boolean(text == "Y" || text == "1"), source: path, evidence: text)
        } catch  where error.code == .missing {
            guard hasModules(machine) else { return .absent("this kernel loads no modules", source: path) }
            guard machine.exists("/sys/module") else { return .unavailable("sysfs is not mounted", source: path) }
            return .known(.boolean(false), source: path, evidence: "this kernel checks no signatures of modules")
        } catch {
            return .failed(error, source: path)
        }
    }

    private static func modulesDisabled(_ machine: Machine) -> Observation {
        let path = "/proc/sys/kernel/modules_disabled"
        if !machine.exists(path), machine.exists("/proc/sys/kernel"), !hasModules(machine) {
            return .known(.boolean(true), source: path, evidence: "this kernel loads no modules")
        }
        let observed = number(path, machine)
        guard case .known(.integer(let value)) = observed.state else { return observed }
        return .known(.boolean(value == 1), source: path, evidence: observed.evidence)
    }

    private static func hasModules(_ machine: Machine) -> Bool {
        machine.exists("/proc/sys/kernel/modules_disabled") || machine.exists("/proc/modules")
    }

    /// The letters that the kernel prints in an oops for each bit.
    private static let taints = Array("PFSRMBUDAWCIOELKXTNJ")

    private static func taint(_ machine: Machine) -> Observation {
        let observed = number("/proc/sys/kernel/tainted", machine)
        guard case .known(.integer(let bits)) = observed.state else { return observed }
        let letters = taints.indices.filter { bits >> $0 & 1 == 1 }.map { String(taints[$0]) }
        return .known(
            .integer(bits), source: observed.source,
            evidence: bits == 0 ? "not tainted" : "flags \(letters.joined())")
    }
}
