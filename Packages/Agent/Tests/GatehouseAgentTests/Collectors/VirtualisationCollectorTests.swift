import GatehouseModel
import Testing

@testable import GatehouseAgent

struct VirtualisationCollectorTests {
    private static func outline(_ files: [String: String]) throws -> String {
        let facts = try Fixture(files).facts(of: VirtualisationCollector())
        return facts.outline("virtualisation.machine") + " " + facts.outline("virtualisation.container")
    }

    private static func virtualMachine(_ files: [String: String]) throws -> String {
        try Fixture(files).facts(of: VirtualisationCollector()).outline("virtualisation.machine")
    }

    private static func container(_ files: [String: String]) throws -> String {
        try Fixture(files).facts(of: VirtualisationCollector()).outline("virtualisation.container")
    }

    @Test func `this machine is what systemd-detect-virt says`() throws {
        let facts = try facts(of: VirtualisationCollector())
        for (option, key) in [("--vm", "virtualisation.machine"), ("--container", "virtualisation.container")] {
            let theirs = try Tool.systemdDetectVirt.run(option).output.split(separator: "\n").first ?? ""
            let ours = facts.outline(FactKey(key))
            // Without the right to see the first process it guesses, and we do not.
            if ours != "unavailable" { #expect(ours == theirs) }
        }
        #expect(facts["virtualisation.machine"]?.value != nil)
    }

    @Test func `hardware of its own outside of a container is none`() throws {
        let found = try Self.outline([
            "/proc/cpuinfo": "processor\t: 0\nflags\t\t: fpu vme\n", "/proc/1/environ": "PATH=/bin\0",
            "/sys/class/dmi/id/sys_vendor": "LENOVO\n", "/proc/1/cgroup": "0::/init.scope\n",
        ])
        #expect(found == "none none")
    }

    @Test(arguments: [
        ("sys_vendor", "QEMU\n", "qemu"), ("product_name", "KVM\n", "kvm"), ("product_name", "VMware7,1\n", "vmware"),
        ("bios_vendor", "innotek GmbH\n", "oracle"), ("sys_vendor", "Xen\n", "xen"),
        ("sys_vendor", "Amazon EC2\n", "amazon"), ("product_name", "Google Compute Engine\n", "google"),
        ("product_version", "Hyper-V UEFI Release v4.1\n", "microsoft"), ("sys_vendor", "Bochs", "bochs"),
    ])
    func `firmware names the virtual machine`(field: String, text: String, expected: String) throws {
        #expect(
            try Self.virtualMachine([
                "/sys/class/dmi/id/\(field)": text, "/proc/cpuinfo": "flags : hypervisor\n",
            ]) == expected)
    }

    @Test func `Hyper-V is known by vendor and product together`() throws {
        let files = [
            "/sys/class/dmi/id/sys_vendor": "Microsoft Corporation\n", "/proc/cpuinfo": "flags : fpu\n",
            "/sys/class/dmi/id/product_name": "Virtual Machine\n",
        ]
        #expect(try Self.virtualMachine(files) == "microsoft")
        var tablet = files
        tablet["/sys/class/dmi/id/product_name"] = "Surface Pro\n"
        #expect(try Self.virtualMachine(tablet) == "none")
    }

    @Test func `Amazon's bare metal is hardware`() throws {
        let files = [
            "/sys/class/dmi/id/sys_vendor": "Amazon EC2\n", "/sys/class/dmi/id/product_name": "c5.metal\n",
            "/proc/cpuinfo": "flags : fpu\n",
        ]
        #expect(try Self.virtualMachine(files) == "none")
    }

    @Test func `a flag without a name is some virtual machine, no processors is unknown`() throws {
        #expect(try Self.virtualMachine(["/proc/cpuinfo": "flags\t: fpu hypervisor\n"]) == "vm-other")
        #expect(try Self.virtualMachine(["/proc/cpuinfo": "flags\t: nohypervisor\n"]) == "none")
        #expect(try Self.virtualMachine([:]) == "unavailable")
    }

    @Test func `Xen's first domain is the machine itself`() throws {
        #expect(try Self.virtualMachine(["/sys/hypervisor/type": "xen\n"]) == "xen")
        let first = ["/sys/hypervisor/type": "xen\n", "/proc/xen/capabilities": "control_d,other\n"]
        #expect(try Self.virtualMachine(first) == "none")
    }

    @Test func `a board's device tree names it`() throws {
        let files = ["/proc/device-tree/hypervisor/compatible": "linux,kvm\0", "/proc/cpuinfo": "Features : fp\n"]
        #expect(try Self.virtualMachine(files) == "kvm")
    }

    @Test(arguments: [
        (["/run/systemd/container": "lxc\n"], "lxc"),
        (["/run/host/container-manager": "systemd-nspawn"], "systemd-nspawn"),
        (["/proc/1/environ": "A=b\0container=podman\0"], "podman"),
        (["/proc/1/environ": "container=homemade\0"], "container-other"), (["/.dockerenv": ""], "docker"),
        (["/run/.containerenv": ""], "podman"), (["/proc/vz/x": ""], "openvz"),
        (["/proc/1/cgroup": "1:name=systemd:/docker/0123\n", "/proc/1/environ": ""], "docker"),
        (["/proc/1/cgroup": "0::/kubepods.slice/pod1\n"], "docker"), (["/proc/1/cgroup": "0::/lxc.payload.a\n"], "lxc"),
        (["/proc/1/environ": "notcontainer=docker\0"], "none"), ([:], "absent or unavailable"),
    ])
    func `a container is known by what its manager leaves`(files: [String: String], expected: String) throws {
        let found = try Self.container(files)
        #expect(expected.contains(found))
    }

    @Test func `a huge environment is refused, not read`() throws {
        #expect(try Self.container(["/proc/1/environ": String(repeating: "A", count: 2 << 20)]) == "unavailable")
    }

    @Test func `what the processor says is asked on the running machine only`() throws {
        let pretended = VirtualisationCollector { "VMwareVMware" }
        let fixture = try Fixture(["/proc/cpuinfo": "flags : hypervisor\n"])
        #expect(try fixture.facts(of: pretended).outline("virtualisation.machine") == "vm-other")
    }
}
