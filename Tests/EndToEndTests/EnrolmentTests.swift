import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    @Suite struct EnrolmentTests {
        private func pending(_ server: RunningServer) async throws -> [EnrolmentItem] {
            let text = try await server.admin("enrolment", "list", "-o", "json")
            return try JSONDecoder().decode([EnrolmentItem].self, from: Data(text.utf8))
        }

        @Test func `a machine waits, says what for, and gets its identity when somebody agrees`() async throws {
            let server = try await RunningServer()
            let code = try await server.admin("enrolment-code", "create", "--requires-approval")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let agent = try TestAgent("laptop")
            let enrolling = Task { try await agent.enrol(at: server, code: code) }
            try await wait(upTo: .seconds(60), "the enrolment should be listed") {
                try await pending(server).map(\.name) == ["laptop"]
            }
            let id = try #require(try await pending(server).first?.id.description)
            #expect(try await server.devices().isEmpty)
            #expect(try await server.admin("enrolment", "show", id).contains("the code says so"))
            try await server.admin("enrolment", "approve", id, "--reason", "known")
            let outcome = try await enrolling.value
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.errors.contains("administrators agree with: gatehouse enrolment approve \(id)"))
            #expect(try await server.devices().map(\.name) == ["laptop"])
        }

        @Test func `a machine that is rejected says why, and one that waits no longer goes on later`() async throws {
            let server = try await RunningServer()
            let code = try await server.admin("enrolment-code", "create", "--requires-approval", "--uses", "2")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let agent = try TestAgent("laptop")
            let words = ["enrol", "--server", server.url, "--ca", server.roots, "--code", code, "--wait", "0s"]
            let first = try await agent.command(words)
            #expect(first.status == 5, "\(first.errors)")
            let id = try #require(try await pending(server).first?.id.description)
            #expect(try await agent.command(words).status == 5)
            #expect(try await pending(server).count == 1)
            try await server.admin("enrolment", "reject", id, "--reason", "not ours")
            let last = try await agent.command(words)
            #expect(last.status == 4)
            #expect(last.errors.contains("not ours"))
        }

        @Test func `a machine that nobody registered needs a code, and a table with a mistake registers nobody`()
            async throws
        {
            let server = try await RunningServer()
            let agent = try TestAgent("laptop")
            let outcome = try await agent.command(["enrol", "--server", server.url, "--ca", server.roots])
            #expect(outcome.status == 4)
            #expect(outcome.errors.contains("this machine is not registered here"))
            let file = server.folder.file("hardware.csv")
            try "serial,ownership\nPF3X7K2A,company\nC02XG2JH,ours\n".write(
                toFile: file, atomically: true, encoding: .utf8)
            let wrong = try await server.cli("hardware", "import", "-f", file)
            #expect(wrong.status != 0)
            #expect(wrong.errors.contains("hardware.csv:3:10: `ours` is not a value of `ownership`"), "\(wrong.errors)")
            try "serial,ownership\nPF3X7K2A,company\n".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await server.admin("hardware", "import", "-f", file, "--dry-run").contains("1 created"))
            #expect(try await server.admin("hardware", "import", "-f", file).contains("1 created"))
            #expect(try await server.admin("hardware", "import", "-f", file).contains("1 unchanged"))
            #expect(try await server.admin("hardware", "list").contains("PF3X7K2A"))
        }

        @Test func `beyond the maximum a machine is told what to do, and a blocked one stays out`() async throws {
            let server = try await RunningServer()
            try await server.apply(
                """
                apiVersion: gatehouse/v1
                kind: TenantSettings
                metadata: {name: tenant}
                spec: {enrolment: {maximumDevices: 1}}
                """)
            let first = try TestAgent("first")
            try await first.enrol(at: server)
            let second = try TestAgent("second")
            let code = try await server.enrolmentCode()
            let refused = try await second.enrol(at: server, code: code)
            #expect(refused.status == 4)
            #expect(refused.errors.contains("there are as many devices as may be: 1"))
            try await server.admin("device", "block", "first", "--reason", "stolen")
            #expect(try await second.enrol(at: server, code: code).status == 0)
            let blocked = try await first.enrol(at: server, code: try await server.enrolmentCode())
            #expect(blocked.status == 4)
            #expect(blocked.errors.contains("blocked"))
        }
    }
}
