public import GatehouseModel

/// Which security module confines programs, and whether it does more than complain.
public struct MandatoryAccessControlCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "mandatory access control"
    /// Profiles are AppArmor's alone: under another module their number is absent.
    public let keys: [FactKey] = [
        "mandatoryAccessControl.system", "mandatoryAccessControl.enforcing", "mandatoryAccessControl.profiles",
    ]
    /// Configuration only: what the kernel enforces lies in filesystems that tell of no change.
    public let watches = ["/etc/apparmor.d", "/etc/selinux/config"]

    /// Keeps nothing between runs.
    public init() {}

    /// AppArmor enforces with one profile in enforce mode, SELinux when not permissive, Smack always.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let system = Self.system(of: machine)
        let (enforcing, profiles) = Self.state(of: system, in: machine)
        return [
            machine.fact("mandatoryAccessControl.system", system, at: now),
            machine.fact("mandatoryAccessControl.enforcing", enforcing, at: now),
            machine.fact("mandatoryAccessControl.profiles", profiles, at: now),
        ]
    }

    private static let modules = "/sys/kernel/security/lsm"
    private static let profiles = "/sys/kernel/security/apparmor/profiles"

    /// Modules that confine by labels or paths; `lockdown`, `yama`, `landlock` and the like are none.
    private static func system(of machine: Machine) -> Observation {
        if let list = try? machine.text(modules, limit: 4096), !list.isEmpty {
            let active = list.split(separator: ",")
            let found = ["apparmor", "selinux", "smack", "tomoyo"].first { active.contains(Substring($0)) } ?? "none"
            return .known(.text(found), source: modules, evidence: list)
        }
        return systemWithoutSecurityfs(machine)
    }

    /// Without securityfs each module still shows itself elsewhere; TOMOYO cannot be configured without it.
    private static func systemWithoutSecurityfs(_ machine: Machine) -> Observation {
        let enabled = "/sys/module/apparmor/parameters/enabled"
        if let text = try? machine.text(enabled, limit: 16), text == "Y" {
            return .known(.text("apparmor"), source: enabled, evidence: "enabled: Y; securityfs is not mounted")
        }
        let path = "/proc/filesystems"
        do {
            let kinds = Set(try machine.text(path).split { $0 == "\n" || $0 == "\t" })
            let found = kinds.contains("selinuxfs") ? "selinux" : kinds.contains("smackfs") ? "smack" : "none"
            return .known(
                .text(found), source: "\(path), \(enabled)",
                evidence: found == "none"
                    ? "securityfs is not mounted; no selinuxfs, no smackfs, AppArmor not enabled" : "\(found)fs")
        } catch {
            return .unavailable("`\(modules)` is not readable; \(error.message)", source: modules)
        }
    }

    private static func state(of system: Observation, in machine: Machine) -> (Observation, Observation) {
        guard case .known(.text(let name)) = system.state else { return (system, system) }
        let none = Observation.absent("AppArmor is not active", source: system.source)
        switch name {
        case "apparmor": return appArmor(machine)
        case "selinux": return (seLinux(machine), none)
        case "none": return (.known(.boolean(false), source: system.source, evidence: system.evidence), none)
        case "smack": return (.known(.boolean(true), source: system.source, evidence: "Smack always enforces"), none)
        default: return (.unavailable("whether \(name) enforces is not read", source: system.source), none)
        }
    }

    private static func appArmor(_ machine: Machine) -> (Observation, Observation) {
        var enforced: Int64 = 0
        var total = 0
        do {
            var reader = try machine.lines(profiles)
            var line = [UInt8]()
            while try reader.next(into: &line) {
                total += 1
                if line.suffix(9).elementsEqual("(enforce)".utf8) { enforced += 1 }
            }
        } catch {
            let failed = Observation.unavailable(error.message, source: profiles)
            return (failed, failed)
        }
        let evidence = "\(enforced) of \(total) profiles in enforce mode"
        return (
            .known(.boolean(enforced > 0), source: profiles, evidence: evidence),
            .known(.integer(enforced), source: profiles, evidence: evidence)
        )
    }

    private static func seLinux(_ machine: Machine) -> Observation {
        let path = "/sys/fs/selinux/enforce"
        do {
            let text = try machine.text(path, limit: 16)
            return .known(.boolean(text == "1"), source: path, evidence: text)
        } catch  where error.code == .missing {
            return .known(.boolean(false), source: path, evidence: "SELinux has no policy loaded: no `\(path)`")
        } catch {
            return .failed(error, source: path)
        }
    }
}
