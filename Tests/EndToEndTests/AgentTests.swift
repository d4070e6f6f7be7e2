import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    @Suite struct AgentTests {
        @Test func `an agent reports its machine, answers a sync, and ends well when it is told to`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("laptop")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            #expect(try await server.devices().map(\.name) == ["laptop"])
            #expect(try await server.admin("device", "facts", "laptop").contains("os.kernel.release"))

            try await server.admin("device", "sync", "laptop")
            try await wait("the sync should be done") {
                try await server.detail(of: "laptop").actions.map(\.state) == [.succeeded]
            }
            let status = try await agent.command("status")
            #expect(status.status == 0)
            #expect(status.output.contains("device   laptop"))

            running.signal(SIGTERM)
            #expect(try await running.end(within: .seconds(10)) == 0)
        }

        @Test func `a revoked device is told to enrol again, at once and whenever it asks`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("lost")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            try await server.admin("device", "revoke", "lost")
            #expect(try await running.end(within: .seconds(10)) == 4)
            #expect(running.complaints.contains("error: the identity of this device was revoked"))
            #expect(running.complaints.contains("hint: enrol again"))

            for command in ["token", "status"] {
                let outcome = try await agent.command(command)
                #expect(outcome.status == 4, "\(command): \(outcome.errors)")
                #expect(outcome.output.isEmpty)
            }
            try await agent.enrol(at: server)
            #expect(try await agent.command("token").status == 0)
            #expect(try await server.devices().count == 1, "the same hardware makes no twin")
        }

        @Test func `an agent whose server is gone waits, and comes back by itself`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("patient")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            try await server.kill()
            try await wait("the agent should notice") { running.complaints.contains("the server cannot be reached") }
            let token = try await agent.command("token")
            #expect(token.status == 3)
            #expect(token.errors.contains("connection refused"))

            try await server.start()
            try await server.awaitPolls(of: running)
            try await wait("it should say so") { running.complaints.contains("the server can be reached again") }
            let attempts = running.complaints.split(separator: "\n").filter { $0.contains("cannot be reached") }
            #expect(attempts.count <= 3, "one line when trouble begins, not one an attempt: \(attempts)")
        }

        @Test func `a server of another authority is not believed`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("careful")
            let other = agent.folder.file("other.pem")
            try TestPKI(now: .now, name: "Other").rootPEM.write(toFile: other, atomically: true, encoding: .utf8)
            let outcome = try await agent.enrol(at: server, code: try await server.enrolmentCode(), roots: other)
            #expect(outcome.status == 3)
            #expect(outcome.errors.contains("its certificate is not issued by the trusted authority"))
            #expect(outcome.errors.contains("hint: give the server's own `ca.pem` with --ca"))
            #expect(try await server.devices().isEmpty)
        }

        @Test func `a code that is wrong, used up, expired or revoked enrols nobody`() async throws {
            let server = try await RunningServer()
            let used = try await server.enrolmentCode()
            #expect(try await TestAgent("first").enrol(at: server, code: used).status == 0)
            let expired = try await server.admin("enrolment-code", "create", "--expires-in", "1s")
            let revoked = try await server.enrolmentCode()
            let list = try await server.admin("enrolment-code", "list")
            // Newest first: the revoked one stands in the first line after the head.
            let id = try #require(list.split(separator: "\n").dropFirst().first?.split(separator: " ").first)
            try await server.admin("enrolment-code", "revoke", String(id))
            try await Task.sleep(for: .seconds(1))

            let agent = try TestAgent("second")
            let cases = [
                ("GH-AAAAA-AAAAA-AAAAA-AAAAA-AAAAA", "is not known"), (used, "was used 1 of 1 times"),
                (expired.filter { !$0.isWhitespace }, "expired"), (revoked, "revoked"),
            ]
            for (code, words) in cases {
                let outcome = try await agent.enrol(at: server, code: code)
                #expect(outcome.status == 4, "\(words): \(outcome.errors)")
                #expect(outcome.errors.hasPrefix("error: "))
                #expect(outcome.errors.contains(words), "\(outcome.errors)")
                #expect(!outcome.errors.contains(code), "a code is a secret")
            }
            #expect(!agent.has("identity.json"))
            #expect(try await server.devices().map(\.name) == ["first"])
        }

        @Test func `a state folder serves one agent at a time`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("single")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            let second = try await agent.command("run")
            #expect(second.status == 1)
            #expect(second.errors.contains("error: another agent is running on `\(agent.state)`"))
            #expect(second.errors.contains("hint: stop it first"))
            #expect(!running.hasEnded)
        }
    }
}
