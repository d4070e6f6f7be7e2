import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

struct MachineTests {
    @Test func `files are read below the root, and links do not lead out of it`() throws {
        let fixture = try Fixture(["/etc/hostname": " one \n\0", "/sys/devices/a/b/x": ""])
        try fixture.link("/sys/class/b", to: "../devices/a/b")
        try fixture.link("/out", to: "/etc")
        #expect(try fixture.machine.text("/etc/hostname") == "one")
        #expect(fixture.machine.resolve("/sys/class/b") == "/sys/devices/a/b")
        #expect(fixture.machine.resolve("/out") == nil && fixture.machine.resolve("/none") == nil)
    }

    @Test func `a pipe in a file's place does not block, and large files are refused`() throws {
        let fixture = try Fixture(["/large": String(repeating: "x", count: 5000)])
        #expect(mkfifo("\(fixture.path)/pipe", 0o600) == 0)
        #expect(throws: MachineError.self) { try fixture.machine.text("/pipe") }
        #expect { try fixture.machine.bytes("/large", limit: 4999) } throws: {
            ($0 as? MachineError)?.code == .tooLarge
        }
        #expect(try fixture.machine.bytes("/large", limit: 5000).count == 5000)
    }

    @Test func `patterns find files in the order of their bytes`() throws {
        let fixture = try Fixture(["/d/b.conf": "", "/d/B.conf": "", "/d/a.txt": "", "/d/.c.conf": ""])
        #expect(fixture.machine.glob("/d/*.conf") == ["/d/B.conf", "/d/b.conf"])
    }

    @Test func `facts of an unprivileged process are self-reported`() {
        #expect(Machine().assurance == (geteuid() == 0 ? .agentVerified : .selfReported))
    }
}
