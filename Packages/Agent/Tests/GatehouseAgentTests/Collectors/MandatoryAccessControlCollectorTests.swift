import GatehouseModel
import Testing

@testable import GatehouseAgent

struct MandatoryAccessControlCollectorTests {
    private static func facts(_ files: [String: String]) throws -> [String] {
        let facts = try Fixture(files).facts(of: MandatoryAccessControlCollector())
        return ["system", "enforcing", "profiles"].map { key in
            guard let fact = facts[FactKey("mandatoryAccessControl.\(key)")] else { return "" }
            return fact.value?.description ?? (fact.isAbsent ? "absent" : "unavailable")
        }
    }

    /// `aa-enabled` and `selinuxenabled` print what these functions of their libraries answer.
    @Test func `it names the system that the systems' own libraries find at work`() throws {
        let script = """
            from ctypes import CDLL
            print(CDLL("libapparmor.so.1").aa_is_enabled(), CDLL("libselinux.so.1").is_selinux_enabled())
            """
        let answers = try Tool.python.output("-c", script).split { $0 == " " || $0 == "\n" }.map { $0 == "1" }
        let system = MandatoryAccessControlCollector().collect(in: Machine(), at: Instant(seconds: 0))
            .first { $0.key == "mandatoryAccessControl.system" }?.value
        #expect(answers.count == 2)
        #expect((system == .text("apparmor")) == answers.first)
        #expect((system == .text("selinux")) == answers.last)
    }

    @Test func `AppArmor counts its profiles in enforce mode`() throws {
        let found = try Self.facts([
            "/sys/kernel/security/lsm": "lockdown,capability,yama,apparmor",
            "/sys/kernel/security/apparmor/profiles":
                "a (enforce)\nb (complain)\n/usr/bin/c (x) (enforce)\nd (unconfined)\n",
        ])
        #expect(found == ["apparmor", "true", "2"])
    }

    @Test func `AppArmor with complaining profiles only does not enforce`() throws {
        let found = try Self.facts([
            "/sys/kernel/security/lsm": "apparmor", "/sys/kernel/security/apparmor/profiles": "b (complain)\n",
        ])
        #expect(found == ["apparmor", "false", "0"])
    }

    @Test(arguments: [("1", "true"), ("0", "false")])
    func `SELinux enforces or is permissive`(enforce: String, expected: String) throws {
        let found = try Self.facts([
            "/sys/kernel/security/lsm": "lockdown,capability,selinux,bpf", "/sys/fs/selinux/enforce": enforce,
        ])
        #expect(found == ["selinux", expected, "absent"])
    }

    @Test func `SELinux without a policy does not enforce`() throws {
        #expect(try Self.facts(["/sys/kernel/security/lsm": "selinux"]) == ["selinux", "false", "absent"])
    }

    @Test func `minor modules are none`() throws {
        #expect(
            try Self.facts(["/sys/kernel/security/lsm": "capability,landlock,yama,bpf"]) == ["none", "false", "absent"])
    }

    @Test func `without securityfs AppArmor is known by its parameter, its profiles are not`() throws {
        let found = try Self.facts(["/sys/module/apparmor/parameters/enabled": "Y\n"])
        #expect(found == ["apparmor", "unavailable", "unavailable"])
    }

    @Test func `nothing readable is unavailable`() throws {
        #expect(try Self.facts([:]) == ["unavailable", "unavailable", "unavailable"])
    }
}
