import Foundation
import GatehouseModel
import Glibc
import Testing

@testable import GatehouseAgent

/// In a namespace of the test's own: the machine that runs the tests keeps its name.
@Suite struct RenameEnforcerTests {
    private func rename(_ scene: EnforcerScene, to name: String) throws -> (end: Enforcement, hostName: String) {
        let root = scene.fixture.path
        return try MountNamespace.withOwnHostName {
            let inner = EnforcementScene(machine: Machine(root: root), stateDirectory: "/var/lib/gatehouse-agent")
            let end = ActionCommand.rename(to: name).enforce(in: inner)
            var buffer = [CChar](repeating: 0, count: 65)
            gethostname(&buffer, 65)
            return (end, String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
    }

    @Test func `the name is changed for now and for every start`() throws {
        let scene = try EnforcerScene(["/etc/hostname": "old\n"])
        let before = KernelIdentity.running().hostname
        let renamed = try rename(scene, to: "eng-laptop-8")
        #expect(renamed.end.state == .done, "\(renamed.end.detail)")
        #expect(renamed.hostName == "eng-laptop-8")
        #expect(try scene.text("/etc/hostname") == "eng-laptop-8\n")
        #expect(KernelIdentity.running().hostname == before)
    }

    @Test func `the line of the machine in the hosts file follows, and no other`() throws {
        let hosts = "127.0.0.1 localhost\n127.0.1.1\told.example old\n192.0.2.7 old\n# 127.0.1.1 old\n"
        let scene = try EnforcerScene(["/etc/hostname": "old\n", "/etc/hosts": hosts])
        _ = try rename(scene, to: "new")
        #expect(
            try scene.text("/etc/hosts")
                == "127.0.0.1 localhost\n127.0.1.1\told.example new\n192.0.2.7 old\n# 127.0.1.1 old\n")
    }

    @Test func `a name that cannot be written is not taken`() throws {
        let scene = try EnforcerScene(["/etc/hostname/not-a-file": ""])
        let renamed = try rename(scene, to: "new")
        #expect(renamed.end.state == .failed)
        #expect(renamed.hostName != "new")
    }
}
