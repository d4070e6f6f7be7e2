public import GatehouseModel

/// The firmware that starts the machine, and whether it starts only what is signed.
public struct FirmwareCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "firmware"
    /// Who made it, which version, how it starts the machine and what it checks.
    public let keys: [FactKey] = [
        "firmware.vendor", "firmware.version", "firmware.date", "firmware.type", "firmware.secureBoot",
        "firmware.secureBootSetupMode",
    ]
    /// Firmware changes with a restart only.
    public let watches: [String] = []

    /// Keeps nothing between runs.
    public init() {}

    private static let efi = "/sys/firmware/efi"
    private static let variables = "/sys/firmware/efi/efivars"
    private static let globalVariable = "8be4df61-93ca-11d2-aa0d-00e098032b8c"

    /// What the firmware leaves out is absent; a flag of another form is unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let type = Self.type(of: machine)
        let (secureBoot, setupMode) = Self.secureBoot(of: machine, type: type)
        let observations: [(FactKey, Observation)] = [
            ("firmware.vendor", Self.field(machine, "bios_vendor")),
            ("firmware.version", Self.field(machine, "bios_version")),
            ("firmware.date", Self.date(of: machine)),
            ("firmware.type", type),
            ("firmware.secureBoot", secureBoot),
            ("firmware.secureBootSetupMode", setupMode),
        ]
        return observations.map { machine.fact($0, $1, at: now) }
    }

    private static func field(_ machine: Machine, _ name: String) -> Observation {
        let path = "/sys/class/dmi/id/\(name)"
        do {
            let value = try machine.text(path, limit: 4096)
            guard !value.isEmpty else { return .absent("the firmware leaves `\(name)` empty", source: path) }
            return .known(.text(value), source: path, evidence: value)
        } catch {
            return .failed(error, source: path)
        }
    }

    /// SMBIOS writes `mm/dd/yyyy`, before version 2.3 `mm/dd/yy`.
    private static func date(of machine: Machine) -> Observation {
        let field = field(machine, "bios_date")
        guard case .known(.text(let text)) = field.state else { return field }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let year = parts.count == 3 ? (parts[2].utf8.count == 2 ? "19\(parts[2])" : String(parts[2])) : ""
        guard parts.count == 3, let instant = Instant("\(year)-\(parts[0])-\(parts[1])T00:00:00Z") else {
            return .unavailable("the firmware's date `\(text)` is not mm/dd/yyyy", source: field.source)
        }
        return .known(.text(instant.description), source: field.source, evidence: text)
    }

    /// A virtual machine may start its kernel without any firmware: no EFI alone does not make a BIOS.
    private static func type(of machine: Machine) -> Observation {
        if machine.exists(efi) { return .known(.text("uefi"), source: efi, evidence: "`\(efi)` exists") }
        let entries = (try? machine.names(in: "/sys/firmware")) ?? []
        guard !entries.isEmpty else {
            return .unavailable("`/sys/firmware` is not to be seen, as in a container", source: "/sys/firmware")
        }
        if entries.contains("dmi"), ["x86_64", "i686", "i386"].contains(machine.kernel.architecture) {
            return .known(.text("bios"), source: "/sys/firmware", evidence: "SMBIOS tables, and no `\(efi)`")
        }
        return .absent("the kernel was started without UEFI and without a BIOS", source: "/sys/firmware")
    }

    private static func secureBoot(of machine: Machine, type: Observation) -> (Observation, Observation) {
        guard case .known(.text(let type)) = type.state, type == "uefi" else {
            guard case .unavailable(let reason) = type.state else {
                let without = Observation.known(
                    .boolean(false), source: efi, evidence: "not started through UEFI, so nothing was checked")
                return (without, .absent("not started through UEFI", source: efi))
            }
            let unseen = Observation.unavailable(reason, source: efi)
            return (unseen, unseen)
        }
        let names = (try? machine.names(in: variables)) ?? []
        guard !names.isEmpty else {
            let reason = Observation.unavailable("`\(variables)` is not mounted", source: variables)
            return (reason, reason)
        }
        let setupMode = variable("SetupMode", machine)
        let secureBoot = variable("SecureBoot", machine)
        guard case .known(.boolean(true)) = secureBoot.state else { return (secureBoot, setupMode) }
        guard case .known(.boolean(true)) = setupMode.state else { return (secureBoot, setupMode) }
        // UEFI 2.10 §32.3: in setup mode anybody may enrol keys, and signatures are not checked.
        let open = Observation.known(.boolean(false), source: variables, evidence: "SecureBoot=1 and SetupMode=1")
        return (open, setupMode)
    }

    /// A flag: four bytes of attributes, then one byte.
    ///
    /// Firmware without the variable does not know secure boot.
    private static func variable(_ name: String, _ machine: Machine) -> Observation {
        let path = "\(variables)/\(name)-\(globalVariable)"
        do {
            let bytes = try machine.bytes(path, limit: 64)
            guard bytes.count == 5, bytes[4] <= 1 else {
                return .unavailable("`\(path)` holds \(bytes.count) bytes that are no flag", source: path)
            }
            return .known(.boolean(bytes[4] == 1), source: path, evidence: "\(name)=\(bytes[4])")
        } catch  where error.code == .missing {
            return .known(.boolean(false), source: path, evidence: "the firmware has no variable \(name)")
        } catch {
            return .failed(error, source: path)
        }
    }
}
