import GatehouseAgent
@testable import GatehouseAgentIO
import GatehouseModel
import GatehouseTestSupport
import Glibc
import Testing

private struct ConstantCollector: Collector {
    let name: String
    let keys: [FactKey] = ["os.name"]
    let watches: [String] = []
    let state: FactState

    func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [Fact(key: "os.name", state: state, source: "", evidence: "", observedAt: now, assurance: .selfReported)]
    }
}

@Suite(.serialized) struct DoctorTests {
    private let folder = TemporaryFolder()
    private let known = ConstantCollector(name: "known", state: .known(.text("x")))

    private func enrolled() throws -> (TestServer, StateDirectory) {
        let server = try TestServer()
        let directory = try StateDirectory(creating: folder.file("state"))
        _ = try Enrolment.sample(server: server.peopleURL, trustRoots: server.pki.rootPEM).run(in: directory)
        return (server, directory)
    }

    private func examine(_ collectors: [any Collector]? = nil) -> [String: Diagnosis] {
        let report = Doctor(path: folder.file("state"), collectors: CollectorSet(collectors ?? [known])).examine()
        return Dictionary(report.diagnoses.map { ($0.check, $0) }) { first, _ in first }
    }

    @Test func `an enrolled device with a server has only its silence against it`() throws {
        let (server, directory) = try enrolled()
        let found = examine()
        #expect(found.values.filter { $0.standing != .good }.map(\.check) == ["last contact"])
        #expect(found["server"]?.found.contains("trusted") == true)
        try directory.saveContact(at: .now())
        let lock = try DirectoryLock(directory)
        #expect(examine().values.allSatisfy { $0.standing == .good })
        withExtendedLifetime(lock) {}
        try server.stop()
    }

    @Test func `a contact without a running agent is looked at`() throws {
        let (server, directory) = try enrolled()
        try directory.saveContact(at: .now())
        #expect(examine()["last contact"]?.found.contains("no agent runs") == true)
        try server.stop()
    }

    @Test func `a key that others may read is broken`() throws {
        let (server, directory) = try enrolled()
        chmod(directory.file("device.key"), 0o644)
        #expect(examine()["keys"]?.mend == "chmod 600 \(directory.file("device.key"))")
        try server.stop()
    }

    @Test func `a server that is gone is broken`() throws {
        let (server, _) = try enrolled()
        try server.stop()
        #expect(examine()["server"]?.standing == .broken)
        #expect(AgentCommand.run(["doctor", "--state-dir", folder.file("state"), "-o", "json"]) == .failed)
    }

    @Test func `a device that is not enrolled is told how`() throws {
        _ = try StateDirectory(creating: folder.file("state"))
        #expect(examine()["identity"]?.mend?.contains("gatehouse-agent enrol") == true)
    }

    @Test func `a collector that brings nothing is named`() throws {
        _ = try StateDirectory(creating: folder.file("state"))
        let silent = ConstantCollector(name: "silent", state: .unavailable(reason: "not allowed"))
        let found = examine([known, silent])["collectors"]
        #expect(found?.standing == .doubtful)
        #expect(found?.found.contains("silent: not allowed") == true)
    }

    @Test func `another form of output is refused`() {
        #expect(AgentCommand.run(["doctor", "-o", "xml"]) == .usage)
    }
}
