import GatehouseModel
import Testing

@testable import GatehouseAgent

struct KernelHardeningCollectorTests {
    private static let settings: [(key: FactKey, name: String)] = [
        ("kernel.randomizeVASpace", "kernel.randomize_va_space"), ("kernel.kptrRestrict", "kernel.kptr_restrict"),
        ("kernel.dmesgRestrict", "kernel.dmesg_restrict"), ("kernel.tainted", "kernel.tainted"),
        ("kernel.unprivilegedBPFDisabled", "kernel.unprivileged_bpf_disabled"),
        ("kernel.yama.ptraceScope", "kernel.yama.ptrace_scope"),
    ]

    @Test func `the settings of this machine are those of sysctl`() throws {
        let facts = try facts(of: KernelHardeningCollector())
        for (key, name) in Self.settings {
            let outcome = try Tool.sysctl.run("-n", name)
            let theirs = outcome.output.split(separator: "\n").first.map(String.init) ?? "absent"
            #expect(facts.outline(key) == theirs, "\(name)")
        }
        let disabled = try Tool.sysctl.run("-n", "kernel.modules_disabled")
        if disabled.status == 0 {
            #expect(facts.outline("kernel.modulesDisabled") == (disabled.output.hasPrefix("1") ? "true" : "false"))
        }
    }

    @Test(arguments: [
        ("none [integrity] confidentiality", "integrity", "true"),
        ("[none] integrity confidentiality", "none", "false"),
        ("[weird]", "unavailable", "false"), ("", "unavailable", "false"),
    ])
    func `lockdown is what stands in brackets, and it enforces signatures`(
        text: String, mode: String, enforced: String
    ) throws {
        let facts = try Fixture([
            "/sys/kernel/security/lockdown": text, "/sys/module/module/parameters/sig_enforce": "N\n",
        ]).facts(of: KernelHardeningCollector())
        #expect(facts.outline("kernel.lockdown") == mode)
        #expect(facts.outline("kernel.moduleSignaturesEnforced") == enforced)
    }

    @Test func `without the lockdown module there is none, without securityfs nobody knows`() throws {
        let without = try Fixture(["/sys/kernel/security/lsm": "capability,yama"])
        #expect(try without.facts(of: KernelHardeningCollector()).outline("kernel.lockdown") == "none")
        #expect(try Fixture().facts(of: KernelHardeningCollector()).outline("kernel.lockdown") == "unavailable")
    }

    @Test(arguments: [("Y", "true"), ("N", "false"), ("maybe", "unavailable")])
    func `module signatures follow the parameter`(text: String, expected: String) throws {
        let fixture = try Fixture([
            "/sys/module/module/parameters/sig_enforce": text, "/proc/sys/kernel/modules_disabled": "1\n",
        ])
        let facts = try fixture.facts(of: KernelHardeningCollector())
        #expect(facts.outline("kernel.moduleSignaturesEnforced") == expected)
        #expect(facts.outline("kernel.modulesDisabled") == "true")
    }

    @Test func `a kernel that loads modules and has no parameter checks no signature`() throws {
        let facts = try Fixture(["/proc/modules": "", "/sys/module/x/y": ""]).facts(of: KernelHardeningCollector())
        #expect(facts.outline("kernel.moduleSignaturesEnforced") == "false")
        let unmounted = try Fixture(["/proc/modules": ""]).facts(of: KernelHardeningCollector())
        #expect(unmounted.outline("kernel.moduleSignaturesEnforced") == "unavailable")
    }

    @Test func `a kernel without modules loads none`() throws {
        let facts = try Fixture(["/proc/sys/kernel/tainted": "4097"]).facts(of: KernelHardeningCollector())
        #expect(facts.outline("kernel.modulesDisabled") == "true")
        #expect(facts.outline("kernel.moduleSignaturesEnforced") == "absent")
        #expect(facts["kernel.tainted"]?.evidence == "flags PO")
        #expect(facts.outline("kernel.kptrRestrict") == "absent")
    }

    @Test(arguments: ["", "two", "99999999999999999999", "1 2", "\0"])
    func `what is no number is unavailable`(text: String) throws {
        let facts = try Fixture(["/proc/sys/kernel/kptr_restrict": text]).facts(of: KernelHardeningCollector())
        #expect(facts.outline("kernel.kptrRestrict") == "unavailable")
    }

    @Test func `a huge or odd file is refused`() throws {
        let fixture = try Fixture(["/proc/sys/kernel/kptr_restrict": String(repeating: "1", count: 100_000)])
        try fixture.write("/proc/sys/kernel/dmesg_restrict/folder", "")
        try fixture.write("/proc/sys/kernel/tainted", bytes: [0xFF, 0xFE])
        let facts = try fixture.facts(of: KernelHardeningCollector())
        for key in ["kernel.kptrRestrict", "kernel.dmesgRestrict", "kernel.tainted"] as [FactKey] {
            #expect(facts.outline(key) == "unavailable")
        }
    }
}
