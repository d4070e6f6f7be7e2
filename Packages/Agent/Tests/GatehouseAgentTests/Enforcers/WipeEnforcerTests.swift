import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

@Suite struct WipeEnforcerTests {
    private let scene: EnforcerScene

    init() throws {
        scene = try EnforcerScene([
            "/srv/company/a": "12345", "/srv/company/deep/b": "123", "/srv/own/c": "1", "/etc/precious": "1",
            "/etc/passwd": """
            root:x:0:0:root:/root:/bin/sh
            contractor:x:1500:1500::/home/contractor:/bin/sh

            """,
            "/etc/shadow": "root:*:1::::::\ncontractor:*:1::::::\n", "/etc/group": "root:x:0:\ncontractor:x:1500:\n",
            "/home/contractor/notes": "1",
        ])
        scene.rules.wipedPaths = ["/srv/company", "/srv/gone"]
    }

    @Test func `a dry run tells what would go, and nothing goes`() {
        scene.rules.wipedAccounts = ["contractor", "ghost"]
        let end = scene.enforce(.wipe(.selective, isDryRun: true))
        #expect(end.state == .done && end.afterwards == nil)
        #expect(
            end.result?.output == """
                /srv/company (2 files, 8 bytes)
                /srv/gone (not there)
                account contractor with its home
                account ghost (not there)
                /var/lib/gatehouse-agent/ (this device's identity and state)

                """)
        #expect(scene.exists("/srv/company/deep/b"))
    }

    @Test func `what is listed goes and all else stays, then the device leaves`() {
        let end = scene.enforce(.wipe(.selective, isDryRun: false))
        #expect(end.state == .done && end.afterwards == .leave)
        #expect(end.result?.output == "/srv/company: removed\n/srv/gone: was not there\n")
        #expect(!scene.exists("/srv/company"))
        #expect(scene.exists("/srv/own/c") && scene.exists("/srv"))
        #expect(scene.progress == ["0 removing /srv/company", "50 removing /srv/gone"])
    }

    @Test func `symbolic links are removed and not followed`() throws {
        try scene.fixture.link("/srv/company/link", to: scene.fixture.path + "/etc")
        #expect(scene.enforce(.wipe(.selective, isDryRun: false)).state == .done)
        #expect(scene.exists("/etc/precious"))
    }

    @Test func `a path through a symbolic link is refused, and the device stays`() throws {
        try scene.fixture.link("/srv/door", to: scene.fixture.path + "/etc")
        scene.rules.wipedPaths = ["/srv/door/precious"]
        let end = scene.enforce(.wipe(.selective, isDryRun: false))
        #expect(end.state == .failed && end.afterwards == nil)
        #expect(end.result?.output.contains("is no folder, or a symbolic link") == true)
        #expect(scene.exists("/etc/precious"))
    }

    @Test func `what is mounted inside is not wiped, and the device stays`() throws {
        try requireRoot()
        try scene.fixture.write("/srv/company/mounted/x", "")
        let end = try MountNamespace.run { [path = scene.fixture.path, rules = scene.rules] in
            _ = try Tool.mount.output("-t", "tmpfs", "tmpfs", "\(path)/srv/company/mounted")
            let inner = EnforcementScene(
                machine: Machine(root: path), rules: rules, stateDirectory: "/var/lib/gatehouse-agent")
            return ActionCommand.wipe(.selective, isDryRun: false).enforce(in: inner)
        }
        #expect(end.state == .failed && end.afterwards == nil)
        #expect(end.result?.output.contains("is another file system") == true)
    }

    @Test func `an account goes with its home`() throws {
        try requireRoot()
        scene.rules = EnforcementRules(wipedAccounts: ["contractor"])
        // userdel(8) changes its root to the fixture, and wants the libraries of the system there only for PAM.
        let end = scene.enforce(.wipe(.selective, isDryRun: false))
        #expect(end.state == .done, "\(end.result?.output ?? "")")
        #expect(try scene.text("/etc/passwd") == "root:x:0:0:root:/root:/bin/sh\n")
        #expect(!scene.exists("/home/contractor"))
    }

    @Test func `a whole disk is not wiped by a system that runs from it`() {
        let end = scene.enforce(.wipe(.wholeDisk, isDryRun: false))
        #expect(end.state == .notSupported && end.afterwards == nil)
        #expect(scene.exists("/srv/company/a"))
    }

    @Test func `retiring removes nothing but the identity`() {
        let end = scene.enforce(.retire(isDryRun: false))
        #expect(end.state == .done && end.afterwards == .leave)
        #expect(scene.exists("/srv/company/a"))
        #expect(scene.enforce(.retire(isDryRun: true)).afterwards == nil)
    }
}
