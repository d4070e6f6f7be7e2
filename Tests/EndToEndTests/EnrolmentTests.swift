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

        /// As the page tells people to find it; swtpm certifies a key of 384 bits.
        private static func endorsementKeyHash(of tpm: SoftwareTPM) async throws -> String {
            try tpm.tool("createek", "-c", "ek.ctx", "-G", "ecc384", "-u", "ek.pem", "-f", "pem")
            // No resource manager is between: what the tool leaves loaded takes the agent's place.
            try tpm.tool("flushcontext", "-t")
            let converted = try await Program.run([
                "openssl", "pkey", "-pubin", "-in", tpm.file("ek.pem"), "-outform", "der", "-out", tpm.file("ek.der"),
            ])
            try #require(converted.status == 0, "\(converted.errors)")
            return String(try await Program.run(["sha256sum", tpm.file("ek.der")]).output.prefix(64))
        }

        /// A software TPM stands in for a machine's: knowing its key by its hash is the trust, and its assurance is that
        /// of software.
        @Test func `a machine whose TPM is registered needs no code and gets what waits for it, each time as itself`()
            async throws
        {
            let server = try await RunningServer()
            let tpm = try SoftwareTPM()
            let agent = try TestAgent("laptop")
            let words = ["enrol", "--server", server.url, "--ca", server.roots, "--tpm", tpm.socket]
            let unknown = try await agent.command(words)
            #expect(unknown.status == 4, "\(unknown.errors)")

            let file = server.folder.file("hardware.csv")
            let key = try await Self.endorsementKeyHash(of: tpm)
            let table = """
                serial,ekHash,nameTemplate,owner,trustType,tags
                PF3X7K2A,\(key),eng-%RAND:4%,ada@example.com,hybrid,zt
                """
            try table.write(toFile: file, atomically: true, encoding: .utf8)
            try await server.admin("hardware", "import", "-f", file)
            let outcome = try await agent.command(words)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let device = try #require(try await server.devices().first)
            #expect(device.name.hasPrefix("eng-") && device.name != "laptop")
            #expect(outcome.output.contains("enrolled as \(device.name)"))
            #expect(device.owner == "ada@example.com")
            #expect(device.trustType == .serverAd)
            #expect(device.tags == ["zt"])
            #expect(try await server.detail(of: device.name).identityAssurance == .agentVerified)

            let thief = try TestAgent("laptop")
            let taken = try await thief.enrol(at: server, code: try await server.enrolmentCode())
            #expect(taken.status == 4, "\(taken.errors)")
            let again = try TestAgent("other-identifiers")
            #expect(try await again.command(words).status == 0)
            #expect(try await server.devices().map(\.id) == [device.id])
        }
    }
}
