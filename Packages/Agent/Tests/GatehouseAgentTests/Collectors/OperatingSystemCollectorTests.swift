import GatehouseModel
import Testing

@testable import GatehouseAgent

struct OperatingSystemCollectorTests {
    @Test func `the kernel of this machine is that of uname`() throws {
        let facts = try facts(of: OperatingSystemCollector())
        for (key, option) in [
            ("os.kernel.release", "-r"), ("os.kernel.version", "-v"), ("os.architecture", "-m"), ("os.hostname", "-n"),
        ] {
            let theirs = try Tool.uname.output(option).split(separator: "\n")[0]
            #expect(facts[FactKey(key)]?.value == .text(String(theirs)))
        }
        #expect(facts["os.bootedAt"]?.value != nil && facts["os.version"]?.value != nil)
    }

    @Test func `Debian's point release comes from its own file`() throws {
        let fixture = try Fixture([
            "/etc/os-release": "NAME=\"Debian GNU/Linux\"\nID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
            "/etc/debian_version": "12.11\n", "/proc/stat": "cpu 1\nbtime 1700000000\n",
        ])
        let facts = try fixture.facts(of: OperatingSystemCollector())
        #expect(facts["os.name"]?.value == .text("Debian GNU/Linux"))
        #expect(facts["os.version"]?.value == .text("12.11"))
        #expect(facts["os.codename"]?.value == .text("bookworm"))
        #expect(facts["os.bootedAt"]?.value == .text("2023-11-14T22:13:20Z"))
        #expect(facts["os.kernel.release"]?.value == .text("6.1.0-30"))
    }

    @Test func `Ubuntu's point release comes from VERSION, not from Debian's file`() throws {
        let fixture = try Fixture([
            "/usr/lib/os-release":
                "# made\nID=ubuntu\nVERSION='24.04.3 LTS (Noble)'\nVERSION_ID=\"24.04\"\nNAME=\"A \\\"B\\\"\"\n",
            "/etc/debian_version": "trixie/sid\n",
        ])
        let facts = try fixture.facts(of: OperatingSystemCollector())
        #expect(facts["os.version"]?.value == .text("24.04.3"))
        #expect(facts["os.name"]?.value == .text("A \"B\""))
        #expect(facts["os.codename"]?.isAbsent == true)
        #expect(facts["os.bootedAt"]?.isAbsent == true)
    }

    @Test func `a rolling release has no version`() throws {
        let fixture = try Fixture(["/etc/os-release": "ID=debian\n", "/etc/debian_version": "trixie/sid\n"])
        #expect(try fixture.facts(of: OperatingSystemCollector())["os.version"]?.isAbsent == true)
    }
}
