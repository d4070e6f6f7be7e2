import GatehouseAgentCore
@testable import GatehouseAgentIO
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import Glibc
import Testing

@Suite struct StateDirectoryTests {
    private let folder = TemporaryFolder()

    private func directory() throws -> StateDirectory { try StateDirectory(creating: folder.file("state")) }

    private var identity: DeviceIdentity {
        DeviceIdentity(
            tenant: TestServer.tenant, device: TestServer.device, server: "https://a:1", deviceChannel: "https://a:2",
            hardware: "00", certificateChain: "chain\n", key: .file(pem: "key\n"))
    }

    @Test func `folder and files are for their owner only`() throws {
        let directory = try directory()
        try directory.save(identity)
        #expect(folder.mode(of: "state") == 0o700)
        for name in ["identity.json", "device.key", "device.pem"] {
            #expect(folder.mode(of: "state/\(name)") == 0o600)
        }
    }

    @Test func `a folder that others may open is closed to them`() throws {
        mkdir(folder.file("state"), 0o755)
        chmod(folder.file("state"), 0o755)
        _ = try directory()
        #expect(folder.mode(of: "state") == 0o700)
    }

    @Test func `the identity reads back, and its copies follow it`() throws {
        let directory = try directory()
        try directory.save(identity)
        #expect(try directory.identity() == identity)
        #expect(try directory.readText("device.key") == "key\n")
        #expect(try directory.readText("device.pem") == "chain\n")
    }

    @Test func `copies that a crash left behind are written anew`() throws {
        let directory = try directory()
        try directory.save(identity)
        try directory.write("device.key", "old\n".utf8)
        try directory.repairCopies(of: try directory.identity())
        #expect(try directory.readText("device.key") == "key\n")
    }

    @Test func `a missing or damaged identity says what to do`() throws {
        let directory = try directory()
        #expect { try directory.identity() } throws: { ($0 as? AgentError)?.hint?.contains("enrol") == true }
        try directory.write("identity.json", "{".utf8)
        #expect { try directory.identity() } throws: { ($0 as? AgentError)?.hint == "enrol again" }
    }

    @Test func `a key that was left is taken up for its own purpose only`() throws {
        let directory = try directory()
        let key = DeviceKey()
        let request = RequestID(high: 1, low: 2)
        try directory.saveNextKey(.file(pem: key.pem), for: .enrolment(code: "GH-A"), request)
        #expect(try directory.nextKey(for: .renewal)?.pending == nil)
        #expect(try directory.nextKey(for: .enrolment(code: "GH-B"))?.pending == nil)
        let left = try #require(try directory.nextKey(for: .enrolment(code: "GH-A")))
        #expect(left.pending == PendingKey(request: request, publicKey: key.publicKeyDER))
        try directory.removeNextKey()
        try directory.removeNextKey()
        #expect(try directory.nextKey(for: .enrolment(code: "GH-A"))?.pending == nil)
    }

    @Test func `a damaged state is no state, a damaged sequence is refused`() throws {
        let directory = try directory()
        #expect(try directory.sequence() == 0)
        try directory.saveSequence(41)
        #expect(try directory.sequence() == 41)
        try directory.write("state.json", "nonsense".utf8)
        #expect(directory.acknowledgedState() == AcknowledgedState())
        try directory.write("sequence", "x".utf8)
        #expect(throws: AgentError.self) { try directory.sequence() }
    }

    @Test func `the last status reads back with its time`() throws {
        let directory = try directory()
        let status = StatusResponse(
            deviceName: "d", state: .noncompliant, since: .test, graceEnd: nil, note: nil, problems: [])
        #expect(directory.lastStatus()?.at == nil)
        try directory.save(status, at: .test)
        #expect(directory.lastStatus()?.status == status)
    }

    @Test func `two agents never hold one folder`() throws {
        let directory = try directory()
        let first = try DirectoryLock(directory)
        #expect(throws: AgentError.self) { try DirectoryLock(directory) }
        withExtendedLifetime(first) {}
    }

    @Test func `the lock ends with its holder`() throws {
        let directory = try directory()
        do { _ = try DirectoryLock(directory) }
        #expect(throws: Never.self) { _ = try DirectoryLock(directory) }
    }
}
