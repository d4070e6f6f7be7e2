import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    /// A renewal that is under way when the agent dies: its fresh key is on the disk, and the next start takes it up.
    @Suite struct AgentRenewalTests {
        /// Where the agent is killed: before it asks the kernel to do this with this file of its state folder.
        enum Moment: String, CaseIterable, CustomTestStringConvertible {
            case theIdentityIsReplaced = "identity.json"
            case theKeyIsCopied = "device.key"
            case theCertificateIsCopied = "device.pem"
            case theFreshKeyIsForgotten = "device.next.key"

            var testDescription: String { "before \(self)" }
            var call: String { self == .theFreshKeyIsForgotten ? "unlinkat" : "renameat" }
            /// What `strace` compares: a call's first path, which is relative to the state folder.
            var path: String { self == .theFreshKeyIsForgotten ? rawValue : rawValue + ".tmp" }
        }

        @Test(arguments: Moment.allCases)
        func `an agent that is killed in the middle of a renewal ends with one identity that works`(
            _ moment: Moment
        ) async throws {
            let server = try await RunningServer()
            let agent = try await beginRenewal(at: server)
            let running = try agent.run(under: [
                "strace", "-f", "-o", "/dev/null", "-P", moment.path, "-e", "trace=\(moment.call)",
                "-e",
                "inject=\(moment.call):signal=SIGKILL:when=1",
            ])
            #expect(try await running.end() == -SIGKILL, "\(running.complaints)")
            #expect(agent.has("device.next.key"))
            try await expectOneIdentity(of: agent, at: server)
        }

        @Test func `an agent that is killed while the server says nothing renews with the same key`() async throws {
            let server = try await RunningServer()
            let agent = try await beginRenewal(at: server)
            let fresh = try agent.text("device.next.key")
            try server.process.signal(SIGSTOP)
            let running = try agent.run()
            try await wait("the agent should run") { running.complaints.contains("running as device") }
            running.signal(SIGKILL)
            #expect(try await running.end() == -SIGKILL)
            #expect(try agent.text("device.next.key") == fresh)
            try server.process.signal(SIGCONT)
            try await expectOneIdentity(of: agent, at: server)
            #expect(try agent.text("device.key") == fresh.drop { $0 != "\n" }.dropFirst())
        }

        /// An enrolled agent whose fresh key is durable and not yet asked for, as when it died right after making it.
        private func beginRenewal(at server: RunningServer) async throws -> TestAgent {
            let agent = try TestAgent("renewing")
            try await agent.enrol(at: server)
            let key = "renewal \(RequestID.random())\n\(DeviceKey().pem)"
            try #require(
                FileManager.default.createFile(
                    atPath: agent.file("device.next.key"), contents: Data(key.utf8),
                    attributes: [.posixPermissions: 0o600]))
            return agent
        }

        /// Starts it again, and finds the renewed identity in use, its copies equal to it, and nothing left over.
        private func expectOneIdentity(of agent: TestAgent, at server: RunningServer) async throws {
            let old = try await server.detail(of: agent.name).certificates
            let running = try agent.run()
            try await wait(upTo: .seconds(60), "the renewal should end: \(running.complaints)") {
                try #require(!running.hasEnded, "\(running.complaints)")
                return !agent.has("device.next.key")
            }
            try await server.awaitPolls(of: running)

            let identity = try #require(
                try JSONSerialization.jsonObject(with: Data(agent.text("identity.json").utf8)) as? [String: String])
            let certificate = try PeerCertificate(pemChain: try #require(identity["certificateChain"]))
            #expect(try certificate.publicKeyDER == DeviceKey(pem: #require(identity["key"])).publicKeyDER)
            #expect(try agent.text("device.key") == identity["key"])
            #expect(try agent.text("device.pem") == identity["certificateChain"])
            #expect(try await agent.command("token").status == 0)

            let known = try await server.detail(of: agent.name).certificates
            #expect(known.count == 2, "one of the enrolment, one of the renewal, however often it was asked for")
            #expect(known.allSatisfy { $0.revokedAt == nil })
            #expect(known.contains { $0.serial == certificate.serial })
            #expect(Set(old.map(\.serial)).isSubset(of: known.map(\.serial)))
            let files = try FileManager.default.contentsOfDirectory(atPath: agent.state)
            #expect(!files.contains { $0.hasSuffix(".tmp") }, "\(files)")
            running.signal(SIGTERM)
            #expect(try await running.end() == 0)
        }
    }
}
