@testable import GatehouseAgentIO
import GatehouseModel
import GatehouseWire
import GatehouseTestSupport
import Synchronization
import Testing

@Suite struct AgentCommandTests {
    private let folder = TemporaryFolder()

    @Test func `wrong usage exits 2, help and version exit 0`() {
        #expect(AgentCommand.run([]) == .usage)
        #expect(AgentCommand.run(["enroll"]) == .usage)
        #expect(AgentCommand.run(["enrol"]) == .usage)
        #expect(AgentCommand.run(["help"]) == .success)
        #expect(AgentCommand.run(["--version"]) == .success)
    }

    @Test func `a folder without identity exits 1`() {
        #expect(AgentCommand.run(["token", "--state-dir", folder.path]) == .failed)
        #expect(AgentCommand.run(["run", "--state-dir", folder.file("none")]) == .failed)
    }

    @Test func `enrol, status and token talk to the server`() throws {
        let server = try TestServer()
        folder.write("ca.pem", server.pki.rootPEM)
        let state = folder.file("state")
        let enrol = ["enrol", "--server", server.peopleURL, "--ca", folder.file("ca.pem"), "--state-dir", state]
        #expect(AgentCommand.run(enrol + ["--code", "GH-BAD"]) == .refused)
        #expect(AgentCommand.run(enrol + ["--code", "GH-GOOD", "--name", "laptop"]) == .success)
        #expect(server.state.withLock { $0.enrolments.last?.deviceName } == "laptop")
        #expect(AgentCommand.run(["status", "--state-dir", state]) == .success)
        #expect(AgentCommand.run(["token", "--state-dir", state]) == .success)
        try server.stop()
        #expect(AgentCommand.run(["status", "--state-dir", state]) == .serverUnreachable)
        #expect(AgentCommand.run(["token", "--state-dir", state]) == .serverUnreachable)
    }

    @Test func `a table's columns stand under each other and cells are cut`() {
        let table = TextTable(["A", "B"], [["x\ny", "1"], ["longer", "2"]], widths: [5, 9])
        #expect(table.description == "A      B\nx y    1\nlong…  2")
    }

    @Test func `facts show value, reason and evidence`() {
        let now = Instant(seconds: 0)
        let facts = [
            Fact(
                key: "os.id", state: .known(.text("debian")), source: "/etc/os-release", evidence: "ID=debian",
                observedAt: now, assurance: .agentVerified),
            Fact(
                key: "os.name", state: .unavailable(reason: "no file"), source: "/etc", evidence: "no file",
                observedAt: now, assurance: .agentVerified),
        ]
        #expect(
            FactsCommand.table(of: facts) == """
                FACT     VALUE             ASSURANCE      EVIDENCE
                os.id    debian            agentVerified  /etc/os-release: ID=debian
                os.name  unknown: no file  agentVerified  /etc
                """)
    }

    @Test func `the status says what is wrong and how to mend it`() {
        let status = StatusResponse(
            deviceName: "laptop", state: .inGracePeriod, since: Instant(seconds: 0), graceEnd: Instant(seconds: 60),
            note: nil,
            problems: [
                .init(
                    policy: "baseline", requirement: "disk", wanted: "true", found: "false",
                    graceEnd: Instant(seconds: 60), remediation: "encrypt it")
            ])
        #expect(
            StatusCommand.report(status) == """
                device   laptop
                verdict  not compliant, in grace, since 1970-01-01T00:00:00Z
                grace    ends 1970-01-01T00:01:00Z

                baseline: disk
                  wanted  true
                  found   false
                  grace   ends 1970-01-01T00:01:00Z
                  mend    encrypt it
                """)
    }
}
