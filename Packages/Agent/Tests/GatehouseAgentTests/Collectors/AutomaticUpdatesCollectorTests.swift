import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct AutomaticUpdatesCollectorTests {
    private static let apt = [
        "/usr/bin/unattended-upgrade": "", "/run/systemd/system/x": "",
        "/etc/apt/apt.conf.d/20auto-upgrades":
            "APT::Periodic::Update-Package-Lists \"1\";\nAPT::Periodic::Unattended-Upgrade \"1\";\n",
        "/etc/apt/apt.conf.d/50unattended-upgrades":
            "Unattended-Upgrade::Origins-Pattern { \"origin=Debian,label=Debian-Security\"; };\n"
            + "Unattended-Upgrade::Automatic-Reboot \"true\";\n",
    ]
    private static let wants = "/etc/systemd/system/timers.target.wants"

    private static func facts(
        _ changes: [String: String] = [:], timer: String? = "apt-daily-upgrade.timer"
    ) throws -> [FactKey: Fact] {
        let fixture = try Fixture(apt.merging(changes) { _, changed in changed })
        if let timer { try fixture.link("\(wants)/\(timer)", to: "/lib/systemd/system/\(timer)") }
        return try fixture.facts(of: AutomaticUpdatesCollector())
    }

    @Test func `unattended upgrades with a timer are on`() throws {
        let facts = try Self.facts()
        #expect(facts["updates.automatic.enabled"]?.value == .boolean(true))
        #expect(facts["updates.automatic.product"]?.value == .text("unattended-upgrades"))
        #expect(facts["updates.automatic.origins"]?.value == .list([.text("origin=Debian,label=Debian-Security")]))
        #expect(facts["updates.automatic.reboots"]?.value == .boolean(true))
    }

    @Test(arguments: [
        "APT::Periodic::Enable \"0\";", "APT::Periodic::Unattended-Upgrade \"0\";",
        "APT::Periodic { Update-Package-Lists \"0\"; };", "#clear APT::Periodic::Unattended-Upgrade;",
        "APT::Periodic::Unattended-Upgrade \"often\";",
    ])
    func `a later file that turns it off is seen`(text: String) throws {
        let facts = try Self.facts(["/etc/apt/apt.conf.d/99off": text])
        #expect(facts["updates.automatic.enabled"]?.value == .boolean(false))
    }

    @Test(arguments: ["always", "1d", "12h", "7"])
    func `every spelling of an interval counts`(interval: String) throws {
        let facts = try Self.facts(["/etc/apt/apt.conf.d/99x": "APT::Periodic::Unattended-Upgrade \"\(interval)\";"])
        #expect(facts["updates.automatic.enabled"]?.value == .boolean(true))
    }

    @Test func `nothing runs without its timer, or when that is masked`() throws {
        #expect(try Self.facts(timer: nil)["updates.automatic.enabled"]?.value == .boolean(false))
        let fixture = try Fixture(Self.apt)
        try fixture.link("/etc/systemd/system/apt-daily-upgrade.timer", to: "/dev/null")
        try fixture.link("\(Self.wants)/apt-daily-upgrade.timer", to: "x")
        let masked = try fixture.facts(of: AutomaticUpdatesCollector())["updates.automatic.enabled"]
        #expect(masked?.value == .boolean(false) && masked?.evidence.contains("masked") == true)
    }

    @Test func `a configuration that apt refuses is not guessed`() throws {
        let facts = try Self.facts(["/etc/apt/apt.conf.d/99x": "APT { "])
        #expect(facts["updates.automatic.enabled"]?.missing != nil)
    }

    @Test(
        arguments: [
            ("yes", "dnf-automatic.timer", true), ("no", "dnf-automatic.timer", false), ("yes", nil, false),
            ("no", "dnf-automatic-install.timer", true),
        ] as [(String, String?, Bool)])
    func `dnf installs when it is told to and a timer runs`(applies: String, timer: String?, expected: Bool) throws {
        let text = "[commands]\nupgrade_type = security\napply_updates = \(applies)\nreboot = when-needed\n"
        let fixture = try Fixture(["/etc/dnf/automatic.conf": text])
        if let timer { try fixture.link("\(Self.wants)/\(timer)", to: "/usr/lib/systemd/system/\(timer)") }
        let facts = try fixture.facts(of: AutomaticUpdatesCollector())
        #expect(facts["updates.automatic.enabled"]?.value == .boolean(expected))
        #expect(facts["updates.automatic.origins"]?.value == .list([.text("security")]))
        #expect(facts["updates.automatic.reboots"]?.value == .boolean(true))
    }

    @Test func `this machine's settings are those of apt-config`() throws {
        let configuration = try AptConfiguration(Machine())
        let theirs = try Tool.aptConfig.output("dump")
        for name in [
            "APT::Periodic::Enable", "APT::Periodic::Unattended-Upgrade", "DPkg::Post-Invoke", "Acquire::GzipIndexes",
        ] {
            let line = theirs.split(separator: "\n").first { $0.hasPrefix("\(name) ") }
            let value = line.map { String($0.dropFirst(name.count + 2).dropLast(2)) } ?? ""
            #expect(configuration[name] ?? "" == value)
        }
        #expect(
            try GatehouseAgentTests.facts(of: AutomaticUpdatesCollector())["updates.automatic.enabled"]?.value != nil)
    }
}
