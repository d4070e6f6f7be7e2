import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct EndpointProtectionCollectorTests {
    private static func header(builtAt: Instant) -> String {
        "ClamAV-VDB:x:27:1:90:m:d:b:\(builtAt.milliseconds / 1000)  "
    }

    private static func machine(_ files: [String: String] = [:], running program: String? = nil) throws -> Fixture {
        let fixture = try Fixture(files.merging(["/proc/1/comm": "init"]) { file, _ in file })
        if let program { try fixture.link("/proc/101/exe", to: "\(fixture.path)\(program)") }
        return fixture
    }

    @Test func `ClamAV that runs with fresh definitions`() throws {
        let fixture = try Self.machine(
            ["/usr/sbin/clamd": "clamd", "/var/lib/clamav/daily.cld": Self.header(builtAt: now - .seconds(86_400))],
            running: "/usr/sbin/clamd")
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        #expect(facts["antivirus.installed"]?.value == .boolean(true))
        #expect(facts["antivirus.running"]?.value == .boolean(true))
        #expect(facts["antivirus.upToDate"]?.value == .boolean(true))
        #expect(facts["antivirus.definitionsBuiltAt"]?.value == .text((now - .seconds(86_400)).description))
        #expect(facts["detection.installed"]?.value == .boolean(false))
        #expect(facts["endpointProtection.products"]?.value?.rows.first?["name"] == .text("ClamAV"))
    }

    @Test(arguments: [(-8, false), (-6, true), (2, false)])
    func `old definitions, and those from the future, are not up to date`(days: Int, isFresh: Bool) throws {
        let fixture = try Self.machine([
            "/usr/bin/clamscan": "", "/etc/clamav/freshclam.conf": "DatabaseDirectory /srv/clam\n",
            "/srv/clam/daily.cvd": Self.header(builtAt: now + .seconds(days * 86_400)),
            "/srv/clam/daily.cld": "not a database",
        ])
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        #expect(facts["antivirus.upToDate"]?.value == .boolean(isFresh))
        #expect(facts["antivirus.running"]?.value == .boolean(false))
    }

    @Test func `another program under the same name is not taken for the product`() throws {
        let fixture = try Self.machine(
            [
                "/opt/CrowdStrike/falcon-sensor": "real", "/home/x/falcon-sensor": "other",
                "/proc/101/comm": "falcon-sensor",
            ],
            running: "/home/x/falcon-sensor")
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        #expect(facts["detection.installed"]?.value == .boolean(true))
        #expect(facts["detection.running"]?.value == .boolean(false))
        #expect(facts["antivirus.upToDate"]?.isAbsent == true)
    }

    @Test func `a program replaced by an update still runs, one in a container is not the machine's`() throws {
        let files = ["/usr/bin/falco": "", "/var/ossec/bin/wazuh-agentd": "x"]
        let fixture = try Self.machine(files)
        try fixture.link("/proc/7/exe", to: "/usr/bin/falco (deleted)")
        try fixture.link("/proc/8/exe", to: "\(fixture.path)/var/ossec/bin/wazuh-agentd")
        try fixture.link("/proc/8/ns/pid", to: "pid:[2]")
        try fixture.link("/proc/self/ns/pid", to: "pid:[1]")
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        let rows = facts["endpointProtection.products"]?.value?.rows ?? []
        #expect(rows.map { $0["running"] } == [.boolean(false), .boolean(true)])
    }

    @Test(arguments: [("/usr/sbin/clamd\0-F", "other"), ("x", "clamd")])
    func `a process that hides its program and is called like it leaves the answer open`(
        arguments: String, name: String
    ) throws {
        let fixture = try Self.machine([
            "/usr/sbin/clamd": "", "/proc/55/cmdline": arguments, "/proc/55/comm": "\(name)\n",
        ])
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        #expect(facts["antivirus.running"]?.missing?.contains("not to be seen") == true)
        #expect(facts["antivirus.upToDate"]?.missing != nil)
    }

    @Test func `others that hide theirs say nothing, and without processes nothing is claimed`() throws {
        let fixture = try Self.machine(["/usr/sbin/clamd": "", "/proc/55/cmdline": "bash", "/proc/55/comm": "bash"])
        let facts = try fixture.facts(of: EndpointProtectionCollector())
        #expect(facts["antivirus.running"]?.value == .boolean(false))
        #expect(try Fixture().facts(of: EndpointProtectionCollector())["antivirus.installed"]?.missing != nil)
    }

    @Test func `a real process is found by its program, and no other`() throws {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let running = try RunningPrograms(Machine(), among: [own, Tool.sigtool.rawValue])
        #expect(running.processes.keys.sorted() == [own])
    }
}
