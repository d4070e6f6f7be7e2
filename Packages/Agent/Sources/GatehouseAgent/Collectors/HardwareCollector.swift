public import GatehouseModel

/// What the machine is made of; where there is no DMI the device tree, else the machine id as its identity.
public struct HardwareCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "hardware"
    /// Each is read by itself, so that one may be known where another is not.
    public let keys: [FactKey] = [
        "hardware.manufacturer", "hardware.model", "hardware.serial", "hardware.uuid", "hardware.cpu.model",
        "hardware.cpu.count", "hardware.memory",
    ]
    /// The rest lies in procfs and sysfs, which tell of no change.
    public let watches = ["/etc/machine-id"]

    /// Keeps nothing between runs.
    public init() {}

    /// What is missing, or a vendor's placeholder, is absent; what may not be read is unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let observations: [(FactKey, Observation)] = [
            ("hardware.manufacturer", firmware(machine, "sys_vendor", deviceTree: nil)),
            ("hardware.model", firmware(machine, "product_name", deviceTree: "model")),
            ("hardware.serial", firmware(machine, "product_serial", deviceTree: "serial-number")),
            ("hardware.uuid", identity(machine)),
            ("hardware.cpu.model", processor(machine)),
            ("hardware.cpu.count", processors(machine)),
            ("hardware.memory", memory(machine)),
        ]
        return observations.map { machine.fact($0, $1, at: now) }
    }

    /// What vendors leave in place of a value.
    private static let placeholders: Set<String> = [
        "", "0", "none", "n/a", "not specified", "not applicable", "default string", "to be filled by o.e.m.",
        "system serial number", "system manufacturer", "system product name", "123456789", "0123456789",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "03000200-0400-0500-0006-000700080009",
    ]

    private func firmware(_ machine: Machine, _ field: String, deviceTree: String?) -> Observation {
        let path = "/sys/class/dmi/id/\(field)"
        do {
            let value = try machine.text(path, limit: 4096)
            guard !Self.placeholders.contains(value.lowercased()) else {
                return .absent("the firmware holds the placeholder `\(value)`", source: path)
            }
            return .known(.text(value), source: path, evidence: value)
        } catch {
            guard error.code == .missing else { return .failed(error, source: path) }
            let other = deviceTree.map { "/proc/device-tree/\($0)" }
            if let other, let value = try? machine.text(other, limit: 4096), !value.isEmpty {
                return .known(.text(value), source: other, evidence: value)
            }
            return .absent("this machine has no DMI and no device tree with it", source: path)
        }
    }

    private func identity(_ machine: Machine) -> Observation {
        let observed = firmware(machine, "product_uuid", deviceTree: nil)
        switch observed.state {
        case .known(.text(let value)):
            return .known(.text(value.lowercased()), source: observed.source, evidence: observed.evidence)
        case .unavailable: return observed
        default: break
        }
        let path = "/etc/machine-id"
        guard let value = try? machine.text(path, limit: 256), value.utf8.count == 32 else {
            return .absent("neither a product UUID nor `\(path)`", source: observed.source)
        }
        return .known(
            .text(value), source: path, evidence: "machine id, which is no hardware: \(observed.evidence)")
    }

    private func processor(_ machine: Machine) -> Observation {
        let path = "/proc/cpuinfo"
        do {
            var reader = try machine.lines(path)
            var line = [UInt8]()
            var arm = [String]()
            while try reader.next(into: &line) {
                let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
                guard parts.count == 2 else { continue }
                let (field, value) = (parts[0].trimmed.text, parts[1].trimmed.text)
                if ["model name", "cpu model", "cpu"].contains(field), !value.isEmpty {
                    return .known(.text(value), source: path, evidence: "\(field): \(value)")
                }
                if ["CPU implementer", "CPU part"].contains(field), arm.count < 2 { arm.append("\(field) \(value)") }
            }
            guard !arm.isEmpty else { return .absent("`\(path)` names no model", source: path) }
            return .known(.text(arm.joined(separator: ", ")), source: path, evidence: "no model name, only codes")
        } catch {
            return .failed(error, source: path)
        }
    }

    private func processors(_ machine: Machine) -> Observation {
        let path = "/sys/devices/system/cpu/online"
        do {
            let text = try machine.text(path, limit: 4096)
            guard let count = Self.count(inList: text) else {
                return .unavailable("`\(path)` holds `\(text)`, not a list of numbers", source: path)
            }
            return .known(.integer(count), source: path, evidence: text)
        } catch {
            return .failed(error, source: path)
        }
    }

    /// The size of a list as the kernel writes it: `0-3,5`.
    private static func count(inList text: String) -> Int64? {
        var total: Int64 = 0
        for part in text.split(separator: ",") {
            let ends = part.split(separator: "-").map { Int64($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
                (first...max(first, last)).count > 0, last >= first, last < 1 << 20
            else { return nil }
            total += last - first + 1
        }
        return total > 0 ? total : nil
    }

    private func memory(_ machine: Machine) -> Observation {
        let path = "/proc/meminfo"
        do {
            var reader = try machine.lines(path)
            var line = [UInt8]()
            while try reader.next(into: &line), !line.begins(with: "MemTotal:") {}
            let words = line.words
            guard words.count == 3, let kibibytes = Int64(words[1].text), kibibytes < 1 << 50 else {
                return .unavailable("`\(path)` has no MemTotal", source: path)
            }
            return .known(.integer(kibibytes * 1024), source: path, evidence: words.map(\.text).joined(separator: " "))
        } catch {
            return .failed(error, source: path)
        }
    }
}
