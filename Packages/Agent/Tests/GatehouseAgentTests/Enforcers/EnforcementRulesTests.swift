import GatehouseModel
import Testing

@testable import GatehouseAgent

@Suite struct EnforcementRulesTests {
    @Test func `a configuration says accounts, refusals and what is wiped`() throws {
        let rules = try EnforcementRules(
            configuration: """
                # what actions may do here
                script.accounts = nobody root   # root too
                refuse = shutdown reboot

                wipe.paths = /srv/company /home/shared/project
                wipe.accounts = contractor
                """)
        #expect(
            rules
                == EnforcementRules(
                    scriptAccounts: ["nobody", "root"], refused: [.shutdown, .reboot],
                    wipedPaths: ["/srv/company", "/home/shared/project"], wipedAccounts: ["contractor"]))
    }

    @Test func `without one, scripts run as nobody and a wipe removes the identity alone`() throws {
        #expect(try EnforcementRules(configuration: "") == EnforcementRules())
        #expect(EnforcementRules().scriptAccounts == ["nobody"])
    }

    @Test(arguments: [
        "/", "/etc", "/usr", "/home", "/var", "/var/lib", "relative", "/a/../etc", "/a//b", "/a/", "/proc/1",
        "/dev/sda",
    ])
    func `what a system needs is never wiped`(path: String) {
        #expect(throws: EnforcementRulesError(message: "line 2: `\(path)` is not a path that may be wiped")) {
            try EnforcementRules(configuration: "\nwipe.paths = \(path)\n")
        }
    }

    @Test(arguments: [
        ("what is this", "line 1: this is no `name = value`"),
        ("scripts = nobody", "line 1: there is no setting `scripts`"),
        ("refuse = explode", "line 1: there is no action `explode`"),
        ("wipe.accounts = root", "line 1: `root` is not an account that may be wiped"),
        ("script.accounts =", "line 1: an account is wanted"),
    ])
    func `what cannot be meant is refused with its line`(line: String, message: String) {
        #expect(throws: EnforcementRulesError(message: message)) { try EnforcementRules(configuration: line) }
    }
}
