import Foundation
import GatehouseModel
import Testing

@testable import GatehouseAgent

@Suite struct CollectLogsEnforcerTests {
    @Test func `the newest lines come as an archive that tar reads`() throws {
        let long = String(repeating: "old line\n", count: 40_000) + "newest line\n"
        let scene = try EnforcerScene(["/var/log/syslog": long, "/var/log/auth.log": "secret\n"])
        try scene.fixture.write("/usr/bin/journalctl", "#!/bin/sh\necho from the journal\n")
        try #require(chmod(scene.fixture.path + "/usr/bin/journalctl", 0o755) == 0)
        let end = scene.enforce(.collectLogs)
        #expect(end.state == .done && end.detail == "3 logs")
        let artefact = try #require(end.artefact)
        #expect(artefact.content.count <= 1 << 20)
        try scene.fixture.write("/out/logs.tar", bytes: artefact.content)
        let archive = scene.fixture.path + "/out/logs.tar"
        #expect(try Tool.tar.output("-tf", archive) == "agent.log\njournal.log\nsyslog\n")
        #expect(try Tool.tar.output("-xOf", archive, "journal.log") == "from the journal\n")
        #expect(try Tool.tar.output("-xOf", archive, "agent.log") == "gatehouse-agent: running\n")
        let syslog = try Tool.tar.output("-xOf", archive, "syslog")
        #expect(syslog.utf8.count == 128 << 10)
        #expect(syslog.hasSuffix("old line\nnewest line\n"))
    }

    @Test func `a machine without logs still sends the agent's own`() throws {
        let end = try EnforcerScene().enforce(.collectLogs)
        #expect(end.state == .done)
        #expect(end.result?.output == "agent.log\n")
    }

    @Test func `a log that is a link to a device or a pipe does not hold it up`() throws {
        let scene = try EnforcerScene(["/var/log/x": ""])
        try scene.fixture.link("/var/log/syslog", to: "/dev/zero")
        #expect(mkfifo(scene.fixture.path + "/var/log/messages", 0o600) == 0)
        #expect(scene.enforce(.collectLogs).result?.output == "agent.log\n")
    }
}
