import CLinux
public import GatehouseModel

/// Whether the system runs in a virtual machine and in a container, and of which kind; named as systemd-detect-virt(1)
/// names them, and judged in its order.
public struct VirtualisationCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "virtualisation"
    /// A virtual machine and a container may stand around the system, both at once.
    public let keys: [FactKey] = ["virtualisation.machine", "virtualisation.container"]
    /// Neither changes while the system runs.
    public let watches: [String] = []

    private let hypervisor: @Sendable () -> String?

    /// Asks the running kernel.
    public init() {
        hypervisor = {
            var name = [CChar](repeating: 0, count: 13)
            guard clinux_hypervisor(&name) == 1 else { return nil }
            return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }

    /// - Parameter hypervisor: how a hypervisor names itself to the processor; asked on the running machine only.
    init(hypervisor: @escaping @Sendable () -> String?) { self.hypervisor = hypervisor }

    /// Unavailable where the first process is not to be seen and nothing else tells.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [
            machine.fact("virtualisation.machine", virtualMachine(machine), at: now),
            machine.fact("virtualisation.container", Self.container(machine), at: now),
        ]
    }
}

extension VirtualisationCollector {
    private static let firmwareFields = [
        "product_name", "sys_vendor", "board_vendor", "bios_vendor", "product_version",
    ]
    private static let firmwareNames: [(prefix: String, name: String)] = [
        ("KVM", "kvm"), ("OpenStack", "kvm"), ("KubeVirt", "kvm"), ("Amazon EC2", "amazon"), ("QEMU", "qemu"),
        ("VMware", "vmware"), ("VMW", "vmware"), ("innotek GmbH", "oracle"), ("VirtualBox", "oracle"),
        ("Xen", "xen"), ("Bochs", "bochs"), ("Parallels", "parallels"), ("BHYVE", "bhyve"),
        ("Hyper-V", "microsoft"), ("Apple Virtualization", "apple"), ("Google Compute Engine", "google"),
    ]
    /// What firmware knows better than the processor, which shows only the technology below.
    private static let firmwareFirst: Set<String> = ["oracle", "xen", "amazon", "parallels", "google"]
    private static let processorNames = [
        "XenVMMXenVMM": "xen", "KVMKVMKVM": "kvm", "Linux KVM Hv": "kvm", "TCGTCGTCGTCG": "qemu",
        "VMwareVMware": "vmware", "Microsoft Hv": "microsoft", "bhyve bhyve ": "bhyve", "QNXQVMBSQG": "qnx",
        "ACRNACRNACRN": "acrn", "SRESRESRESRE": "sre", "Apple VZ": "apple",
    ]

    private func virtualMachine(_ machine: Machine) -> Observation {
        let firmware = Self.firmware(machine)
        if let firmware, Self.firmwareFirst.contains(firmware.name) { return firmware.observation }
        if let found = Self.xen(machine) { return found }
        let isFlagged = Self.hasHypervisorFlag(machine)
        if isFlagged != false, machine.isRunning, let name = hypervisor() {
            if let known = Self.processorNames[name] {
                return .known(.text(known), source: "CPUID leaf 0x40000000", evidence: name)
            }
        }
        if let firmware { return firmware.observation }
        if let found = Self.deviceTree(machine) { return found }
        let source = "/proc/cpuinfo, /sys/class/dmi/id"
        switch isFlagged {
        case true?: return .known(.text("vm-other"), source: source, evidence: "the processor has a hypervisor flag")
        case false?: return .known(.text("none"), source: source, evidence: "no hypervisor shows itself")
        case nil: return .unavailable("`/proc/cpuinfo` is not readable", source: source)
        }
    }

    private static func firmware(_ machine: Machine) -> (name: String, observation: Observation)? {
        let folder = "/sys/class/dmi/id"
        let fields = firmwareFields.compactMap { field -> (path: String, text: String)? in
            guard let text = try? machine.text("\(folder)/\(field)", limit: 4096) else { return nil }
            return ("\(folder)/\(field)", text)
        }
        let product = fields.first { $0.path.hasSuffix("product_name") }?.text ?? ""
        for field in fields {
            guard var name = firmwareNames.first(where: { field.text.hasPrefix($0.prefix) })?.name else { continue }
            // Amazon's bare metal has the vendor of its virtual machines.
            if name == "amazon", product.hasSuffix(".metal") { name = "none" }
            let evidence = name == "none" ? "\(field.text), \(product)" : field.text
            return (name, .known(.text(name), source: field.path, evidence: evidence))
        }
        if product == "Virtual Machine", fields.contains(where: { $0.text == "Microsoft Corporation" }) {
            let evidence = "Microsoft Corporation, Virtual Machine"
            return ("microsoft", .known(.text("microsoft"), source: "\(folder)/product_name", evidence: evidence))
        }
        return nil
    }

    /// The first domain of Xen is the machine's own system, not a guest.
    private static func xen(_ machine: Machine) -> Observation? {
        let path = "/sys/hypervisor/type"
        guard let type = try? machine.text(path, limit: 64), type == "xen" else { return nil }
        let capabilities = (try? machine.text("/proc/xen/capabilities", limit: 256)) ?? ""
        let isFirst = capabilities.split(separator: ",").contains("control_d")
        return .known(
            .text(isFirst ? "none" : "xen"), source: path, evidence: isFirst ? "xen, but its first domain" : type)
    }

    private static func deviceTree(_ machine: Machine) -> Observation? {
        let path = "/proc/device-tree/hypervisor/compatible"
        guard let text = try? machine.text(path, limit: 256) else { return nil }
        let name = text.hasPrefix("linux,kvm") ? "kvm" : text.hasPrefix("xen") ? "xen" : "vm-other"
        return .known(.text(name), source: path, evidence: text)
    }

    /// `nil` when the processors are not shown.
    private static func hasHypervisorFlag(_ machine: Machine) -> Bool? {
        guard var reader = try? machine.lines("/proc/cpuinfo") else { return nil }
        var line = [UInt8]()
        while (try? reader.next(into: &line)) == true {
            if line.begins(with: "flags") { return line.words.contains { $0.elementsEqual("hypervisor".utf8) } }
        }
        return false
    }
}

extension VirtualisationCollector {
    private static let containers: Set<String> = [
        "lxc", "lxc-libvirt", "systemd-nspawn", "docker", "podman", "rkt", "wsl", "proot", "pouch", "openvz",
    ]

    private static func container(_ machine: Machine) -> Observation {
        if machine.exists("/proc/vz"), !machine.exists("/proc/bc") {
            return .known(.text("openvz"), source: "/proc/vz", evidence: "`/proc/vz` without `/proc/bc`")
        }
        if machine.kernel.release.contains("Microsoft") || machine.kernel.release.contains("WSL") {
            return .known(.text("wsl"), source: "uname(2)", evidence: machine.kernel.release)
        }
        for path in ["/run/host/container-manager", "/run/systemd/container"] {
            if let name = try? machine.text(path, limit: 256), !name.isEmpty { return named(name, path) }
        }
        let variable = variableOfInit(machine)
        if case .success(let name?) = variable { return named(name, "/proc/1/environ") }
        for (path, name) in [("/run/.containerenv", "podman"), ("/.dockerenv", "docker")] where machine.exists(path) {
            return .known(.text(name), source: path, evidence: "`\(path)` exists")
        }
        if let found = controlGroup(machine) { return found }
        if case .failure(let error) = variable { return .unavailable(error.message, source: "/proc/1/environ") }
        return .known(.text("none"), source: "/proc/1/environ", evidence: "nothing that container managers leave")
    }

    private static func named(_ name: String, _ path: String) -> Observation {
        let isKnown = containers.contains(name)
        return .known(.text(isKnown ? name : "container-other"), source: path, evidence: "container=\(name)")
    }

    /// What `container=` in the first process's environment says.
    private static func variableOfInit(_ machine: Machine) -> Result<String?, MachineError> {
        Result { () throws(MachineError) in
            let entries = try machine.bytes("/proc/1/environ").split(separator: 0)
            return entries.first { $0.begins(with: "container=") }.map { $0.dropFirst(10).text }
        }
    }

    /// The first process of a container without a namespace of control groups shows its manager's folder.
    private static func controlGroup(_ machine: Machine) -> Observation? {
        let path = "/proc/1/cgroup"
        guard let text = try? machine.text(path, limit: 64 * 1024) else { return nil }
        for (folder, name) in [("docker", "docker"), ("kubepods", "docker"), ("lxc", "lxc"), ("libpod", "podman")] {
            let holds = text.split(separator: "\n").first { line in
                line.split(separator: "/").dropFirst().contains { $0.hasPrefix(folder) }
            }
            if let holds { return .known(.text(name), source: path, evidence: String(holds)) }
        }
        return nil
    }
}
