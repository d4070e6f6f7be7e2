@testable import GatehouseAgentIO
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOPosix
import Synchronization
import GatehouseAgentCore
import Testing

@Suite struct EnrolmentTests {
    private let server: TestServer
    private let folder = TemporaryFolder()
    private let directory: StateDirectory

    init() throws {
        server = try TestServer()
        directory = try StateDirectory(creating: folder.file("state"))
    }

    private func enrol(code: String = "GH-GOOD", at url: String? = nil, attempts: Int = 2) async throws
        -> DeviceIdentity
    {
        let enrolment = Enrolment.sample(
            server: url ?? server.peopleURL, trustRoots: server.pki.rootPEM, code: code, attempts: attempts)
        let directory = directory
        return try await NIOThreadPool.singleton.runIfActive { try enrolment.run(in: directory) }
    }

    @Test func `a good code gives an identity that is on disk`() async throws {
        let identity = try await enrol()
        #expect(identity.device == TestServer.device)
        #expect(try directory.identity() == identity)
        #expect(try directory.trustRoots() == server.pki.rootPEM)
        #expect(try DeviceKey(pem: identity.key.pem ?? "").publicKeyDER == identity.certificate().publicKeyDER)
        #expect(try directory.readText("device.next.key") == nil)
        try server.stop()
    }

    @Test func `a refused code says why, exits 4 and leaves no key`() async throws {
        let refused = AgentError(.refused, "the enrolment code is not known")
        await #expect(throws: refused) { try await enrol(code: "GH-BAD") }
        #expect(try directory.readText("device.next.key") == nil)
        #expect(server.state.withLock(\.enrolments.count) == 1)
        try server.stop()
    }

    @Test func `a lost answer is asked for again with the same key and request`() async throws {
        server.misbehave(at: AgentRoute.enrol, .loseAnswer)
        let identity = try await enrol()
        let requests = server.state.withLock { $0.enrolments }
        #expect(requests.count == 2)
        #expect(Set(requests.map(\.requestID)).count == 1)
        #expect(try directory.identity() == identity)
        try server.stop()
    }

    @Test func `an attempt that failed is resumed by the next with its key and request`() async throws {
        server.misbehave(at: AgentRoute.enrol, .loseAnswer)
        await #expect { try await enrol(attempts: 1) } throws: {
            ($0 as? AgentError)?.exitCode == .serverUnreachable
        }
        let left = try #require(try directory.nextKey(for: .enrolment(code: "GH-GOOD")))
        let identity = try await enrol()
        #expect(try identity.certificate().publicKeyDER == left.pending.publicKey)
        #expect(Set(server.state.withLock { $0.enrolments.map(\.requestID) }) == [left.pending.request])
        try server.stop()
    }

    @Test func `an address that is no https address is wrong usage`() async throws {
        await #expect { try await enrol(at: "http://localhost") } throws: { ($0 as? AgentError)?.exitCode == .usage }
        try server.stop()
    }
}

extension Enrolment {
    static func sample(server: String, trustRoots: String, code: String = "GH-GOOD", attempts: Int = 2) -> Enrolment {
        Enrolment(
            server: server, trustRoots: trustRoots, code: code, deviceName: "laptop",
            hardware: HardwareIdentity(
                digest: String(repeating: "ab", count: 32), manufacturer: "Acme", model: "T", serialNumber: "1"),
            operatingSystem: "Debian GNU/Linux", operatingSystemVersion: "12.11", attempts: attempts)
    }
}
