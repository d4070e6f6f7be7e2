import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    @Suite struct AttestationTests {
        @Test func `a device with a TPM keeps its key there, speaks with it and quotes, and both sides say so`()
            async throws
        {
            let tpm = try SoftwareTPM()
            let server = try await RunningServer()
            let agent = try TestAgent("trusted")
            let enrolled = try await agent.command(
                "enrol", "--server", server.url, "--ca", server.roots, "--code", try await server.enrolmentCode(),
                "--name", "trusted", "--tpm", tpm.socket)
            try #require(enrolled.status == 0, "\(enrolled.errors)")
            #expect(enrolled.output.contains("key          in the TPM `\(tpm.socket)`"))
            #expect(enrolled.output.contains("does not count as hardware (untrustedChain)"))
            #expect(enrolled.output.contains("hint: put the root of the TPM's maker"))
            #expect(!agent.has("device.key"))
            #expect(try !agent.text("identity.json").contains("PRIVATE KEY"))

            let first = try await server.detail(of: "trusted").attestation?.lastQuoteAt
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            try await wait("the agent should quote when it starts") {
                try await server.detail(of: "trusted").attestation.map { $0.lastQuoteAt != first } ?? false
            }
            let shown = try await server.admin("device", "show", "trusted")
            #expect(shown.contains("in the TPM") && shown.contains("software, firmware"), "\(shown)")
            let facts = try await server.admin("device", "facts", "trusted")
            #expect(facts.contains("tpm.registers") && facts.contains("identity.keyInTPM"))

            running.signal(SIGTERM)
            #expect(try await running.end(within: .seconds(10)) == 0)
            #expect(try await agent.command("token").status == 0, "the handshake is signed by the TPM")
            #expect(try await agent.command("status").output.contains("key      in the TPM `\(tpm.socket)`"))
            #expect(try await agent.command("doctor").output.contains("which signs with it"))
        }

        @Test func `a TPM that was asked for and does not answer is not quietly done without`() async throws {
            let server = try await RunningServer()
            let agent = try TestAgent("careful")
            let outcome = try await agent.command(
                "enrol", "--server", server.url, "--ca", server.roots, "--code", try await server.enrolmentCode(),
                "--tpm", agent.folder.file("nothing"))
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("hint: with `--tpm none` the key goes into a file"))
            #expect(!agent.has("identity.json"))
        }
    }
}
