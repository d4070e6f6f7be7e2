public import GatehouseModel

/// Whether storage on USB can be used, who decides about it, and which removable media are mounted.
public struct RemovableStorageCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "removable storage"
    /// What may be used, who decides, and what is in use.
    public let keys: [FactKey] = [
        "usb.storage.blocked", "usb.storage.guard", "usb.storage.udisks", "storage.removable",
    ]
    /// The rules that administrators write; procfs and sysfs tell of no change.
    public let watches = ["/etc/modprobe.d", "/run/modprobe.d", "/etc/usbguard"]

    /// Keeps nothing between runs.
    public init() {}

    /// Each is observed by itself; what needs procfs or sysfs is unavailable without.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [
            machine.fact("usb.storage.blocked", Self.blocked(machine), at: now),
            machine.fact("usb.storage.guard", Self.usbGuard(machine), at: now),
            machine.fact("usb.storage.udisks", Self.udisks(machine), at: now),
            machine.fact("storage.removable", Self.mounted(machine), at: now),
        ]
    }
}

extension RemovableStorageCollector {
    private static let storage = "usb-storage"
    private static let attached = "uas"

    /// The driver must not be there, and nothing must bring it in: not a device, and not `uas`, which needs it.
    private static func blocked(_ machine: Machine) -> Observation {
        let source = "/etc/modprobe.d, /sys/module"
        let loaded = "/sys/module/usb_storage"
        do {
            guard machine.exists("/sys/module") else {
                return .unavailable("`/sys/module` is not there: is sysfs mounted?", source: source)
            }
            if machine.exists(loaded) {
                return .known(.boolean(false), source: loaded, evidence: "the driver usb-storage is in the kernel")
            }
            let rules = try ModuleBlocklist(machine)
            if let reason = rules.forbids(storage) {
                return .known(.boolean(true), source: source, evidence: reason)
            }
            guard let reason = rules.hides(storage) else { return unrestricted(machine, source) }
            guard let other = rules.hides(attached) else {
                return .known(.boolean(false), source: source, evidence: "\(reason), but uas brings it along")
            }
            return .known(.boolean(true), source: source, evidence: "\(reason); \(other)")
        } catch {
            return .unavailable(error.message, source: source)
        }
    }

    /// A kernel that loads no modules and has no driver reads no USB storage either.
    private static func unrestricted(_ machine: Machine, _ source: String) -> Observation {
        guard machine.exists("/proc/modules") || machine.exists("/proc/sys/kernel/modules_disabled") else {
            guard machine.exists("/proc/sys/kernel") else {
                return .unavailable("`/proc/sys/kernel` is not there: is procfs mounted?", source: source)
            }
            return .known(
                .boolean(true), source: source, evidence: "the kernel has no usb-storage and loads no modules")
        }
        return .known(.boolean(false), source: source, evidence: "nothing keeps usb-storage from being loaded")
    }

    /// USBGuard protects only while its daemon runs, and blocks what no rule names only with that default.
    private static func usbGuard(_ machine: Machine) -> Observation {
        let path = "/etc/usbguard/usbguard-daemon.conf"
        do {
            let isRunning = try isRunning("usbguard-daemon", machine)
            let isInstalled = machine.exists("/usr/sbin/usbguard-daemon") || machine.exists("/usr/bin/usbguard-daemon")
            guard isRunning else {
                return .known(
                    .text(isInstalled ? "stopped" : "none"), source: "/proc",
                    evidence: isInstalled ? "usbguard-daemon is installed and does not run" : "no usbguard-daemon")
            }
            let target = try setting("ImplicitPolicyTarget", path, machine) ?? "block"
            let blocks = target == "block" || target == "reject"
            return .known(
                .text(blocks ? "enforcing" : "permissive"), source: path, evidence: "ImplicitPolicyTarget=\(target)")
        } catch {
            return .unavailable(error.message, source: path)
        }
    }

    private static func setting(_ name: String, _ path: String, _ machine: Machine) throws(MachineError) -> String? {
        var reader = try machine.lines(path)
        var line = [UInt8]()
        var value: String?
        while try reader.next(into: &line) {
            let parts = line.trimmed.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard parts.count == 2, parts[0].trimmed.elementsEqual(name.utf8) else { continue }
            value = parts[1].trimmed.text
        }
        return value
    }

    /// The kernel cuts a process's name at 15 bytes.
    private static func isRunning(_ program: String, _ machine: Machine) throws(MachineError) -> Bool {
        let name = String(program.prefix(15))
        return try machine.names(in: "/proc").contains { process in
            process.utf8.allSatisfy(\.isDigit) && (try? machine.text("/proc/\(process)/comm", limit: 64)) == name
        }
    }

    private static func udisks(_ machine: Machine) -> Observation {
        let programs = ["/usr/libexec/udisks2/udisksd", "/usr/lib/udisks2/udisksd"]
        let found = programs.first(where: machine.exists)
        return .known(
            .boolean(found != nil), source: found ?? programs[0],
            evidence: found ?? "no udisksd in the system's folders")
    }

    private static func mounted(_ machine: Machine) -> Observation {
        let source = "\(MountTable.path), /sys/dev/block"
        do {
            let table = try MountTable(machine)
            let devices = BlockDevices(machine: machine, mounts: table)
            let mounts = table.mounts.filter { $0.hasBlockDevice && devices.isRemovable($0.device) }
            let rows = Set(mounts.map { $0.row(name: devices.name(of: $0.device) ?? $0.source) }).sorted {
                $0.description < $1.description
            }
            let count = rows.count
            return .known(
                .list(rows), source: source, evidence: "\(count) of \(table.mounts.count) mounts are on removable media"
            )
        } catch {
            return .failed(error, source: source)
        }
    }
}

extension Mount {
    fileprivate func row(name: String) -> FactValue {
        .record([
            "device": .text(name), "mountPoint": .text(mountPoint), "type": .text(type),
            "readOnly": .boolean(isReadOnly),
        ])
    }
}
