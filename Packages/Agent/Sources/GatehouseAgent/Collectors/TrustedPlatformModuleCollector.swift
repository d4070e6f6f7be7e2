public import GatehouseModel

/// The trusted platform module that the kernel offers, as far as sysfs tells.
///
/// Whether it is hardware is for its endorsement certificate to show; what sysfs says of its maker is a hint.
public struct TrustedPlatformModuleCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "trusted platform module"
    /// Whether, which, whose, and whether software plays it.
    public let keys: [FactKey] = ["tpm.present", "tpm.version", "tpm.manufacturer", "tpm.isVirtual"]
    /// Such a device comes and goes with a restart.
    public let watches: [String] = []

    /// Keeps nothing between runs.
    public init() {}

    private static let devices = "/sys/class/tpm"
    private static let announcements = ["/sys/firmware/acpi/tables/TPM2", "/sys/firmware/acpi/tables/TCPA"]

    /// What sysfs does not say is unavailable: nothing is concluded from a maker's name.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        guard let kinds = try? machine.names(in: "/sys/class"), !kinds.isEmpty else {
            return unavailable("`/sys/class` is not to be seen", in: machine, at: now)
        }
        let names = (try? machine.names(in: Self.devices)) ?? []
        guard let device = names.first(where: { $0.hasPrefix("tpm") && !$0.hasPrefix("tpmrm") }) else {
            let announced = Self.announcements.first(where: machine.exists)
            let evidence = announced.map { "`\($0)` announces one, but no driver serves it" } ?? "no device there"
            let absent = Observation.absent("there is no TPM that the kernel can use", source: Self.devices)
            return keys.map { key in
                let present = Observation.known(.boolean(false), source: Self.devices, evidence: evidence)
                return machine.fact(key, key == "tpm.present" ? present : absent, at: now)
            }
        }
        let path = "\(Self.devices)/\(device)"
        let present = Observation.known(.boolean(true), source: Self.devices, evidence: device)
        return [
            machine.fact("tpm.present", present, at: now),
            machine.fact("tpm.version", Self.version(path, machine), at: now),
            machine.fact("tpm.manufacturer", Self.manufacturer(path, machine), at: now),
            machine.fact("tpm.isVirtual", Self.isVirtual(path, machine), at: now),
        ]
    }

    /// Kernels from 5.6 on say the major version; only a TPM 1.2 has `caps`.
    private static func version(_ path: String, _ machine: Machine) -> Observation {
        let source = "\(path)/tpm_version_major"
        switch try? machine.text(source, limit: 16) {
        case "2": return .known(.text("2.0"), source: source, evidence: "2")
        case "1": return .known(.text("1.2"), source: source, evidence: "1")
        case let other?: return .unavailable("`\(source)` holds `\(other)`", source: source)
        case nil: break
        }
        if let version = capability("TCG version", path, machine) {
            return .known(.text(version.value), source: version.path, evidence: "TCG version: \(version.value)")
        }
        return .unavailable("this kernel does not say the version", source: source)
    }

    private static func manufacturer(_ path: String, _ machine: Machine) -> Observation {
        if let found = capability("Manufacturer", path, machine), let name = vendor(code: found.value) {
            return .known(.text(name), source: found.path, evidence: "Manufacturer: \(found.value)")
        }
        let source = "\(path)/device/firmware_node/hid"
        guard let identifier = try? machine.text(source, limit: 64) else {
            return .unavailable("sysfs does not say who made it", source: path)
        }
        guard let name = vendors.first(where: { identifier.hasPrefix($0.key) })?.value else {
            return .unavailable("the ACPI identifier `\(identifier)` does not say who made it", source: source)
        }
        return .known(.text(name), source: source, evidence: "ACPI identifier \(identifier)")
    }

    /// Only software devices betray themselves; neither a maker's name nor a guest's hardware proves the contrary.
    private static func isVirtual(_ path: String, _ machine: Machine) -> Observation {
        if let resolved = machine.resolve(path), resolved.hasPrefix("/sys/devices/virtual/") {
            return .known(.boolean(true), source: path, evidence: resolved)
        }
        let driver = machine.resolve("\(path)/device/driver").map { String($0.split(separator: "/").last ?? "") }
        if let driver, ["tpm_ibmvtpm", "xen-tpmfront", "tpm_vtpm_proxy"].contains(driver) {
            return .known(.boolean(true), source: "\(path)/device/driver", evidence: driver)
        }
        return .unavailable("only its endorsement certificate tells whether it is hardware", source: path)
    }

    /// TCG vendor ID registry, PnP identifiers of ACPI.
    private static let vendors = [
        "IFX": "Infineon", "STM": "STMicroelectronics", "NTC": "Nuvoton", "NTZ": "Nationz", "ATM": "Atmel",
        "ATML": "Atmel", "AMD": "AMD", "INTC": "Intel", "BCM": "Broadcom", "WEC": "Winbond", "SMSC": "SMSC",
    ]

    /// Four letters in a 32-bit number, as `0x49465800` for `IFX`.
    private static func vendor(code: String) -> String? {
        guard code.hasPrefix("0x"), let number = UInt32(code.dropFirst(2), radix: 16) else { return nil }
        let letters = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }.filter { $0 > 0x20 && $0 < 0x7F }
        let name = letters.text
        return vendors[name] ?? (name.isEmpty ? nil : name)
    }

    private static func capability(
        _ name: String, _ path: String, _ machine: Machine
    ) -> (value: String, path: String)? {
        for source in ["\(path)/caps", "\(path)/device/caps"] {
            for line in (try? machine.configuration(source, limit: 4096)) ?? [] where line.starts(with: name.utf8) {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
                return (line[(colon + 1)...].trimmed.text, source)
            }
        }
        return nil
    }
}
