import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// Two organisations on one server, as their administrators, devices and proxies find them.
    @Suite struct TenantTests {
        private static let question = "/access/decide/intranet"

        @Test func `a second tenant is served whole and apart, rests while it is suspended, and can go`() async throws {
            // A socket's path has at most 107 bytes, and temporary folders may lie deep.
            let data = "/tmp/gatehouse-\(UInt32.random(in: 0 ... .max))"
            defer { try? FileManager.default.removeItem(atPath: data) }
            let server = try await RunningServer(data: data)
            try await server.setTheStage()
            let acme = try await Tenant(named: "acme", on: server)
            try await acme.setTheStage()
            var ours = try await TestDevice.enrol(name: "laptop", at: server)
            var theirs = try await acme.enrol("laptop")
            #expect(ours.identity.tenant != theirs.identity.tenant)
            #expect(ours.identity.trustRoots == theirs.identity.trustRoots, "the server is one")
            let facts: [FactKey: FactState] = ["updates.security.pendingCount": .known(.integer(0))]
            try await ours.report(facts)
            try await theirs.report(facts)
            #expect(try await server.devices().map(\.id) == [ours.identity.device])
            #expect(try await acme.admin("device", "list", "-o", "json").contains(theirs.identity.device.description))

            let (ourToken, theirToken) = (try await ours.token(), try await theirs.token())
            try await Self.expect(204, ourToken, at: "\(server.data)/decide.sock")
            try await Self.expect(204, theirToken, at: acme.socket)
            try await Self.expect(403, theirToken, at: "\(server.data)/decide.sock")
            try await Self.expect(403, ourToken, at: acme.socket)

            // A restart opens each authority again.
            try await server.stop()
            try await server.start()
            try await theirs.report([
                "updates.security.pendingCount": .known(.integer(0)), "os.name": .known(.text("a")),
            ])

            try await acme.suspendAndResume(theirs, ours, theirToken: try await theirs.token())
            try await acme.leave()
            try await ours.report(["os.name": .known(.text("b"))])
        }

        static func expect(
            _ status: Int, _ token: String, at socket: String, sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let began = ContinuousClock.now
            var found: Int?
            repeat {
                found = try? await RawConnection.with(socket: socket) {
                    await $0.ask(
                        "GET", Self.question,
                        fields: ["X-Gatehouse-Token: \(token)", "X-Gatehouse-Address: 192.0.2.7"])?.status
                }
                if found == status { return }
                try await Task.sleep(for: .milliseconds(10))
            } while ContinuousClock.now - began < .seconds(2)
            #expect(found == status, sourceLocation: sourceLocation)
        }

        /// A tenant with the token of its first administrator.
        struct Tenant {
            let server: RunningServer
            let name: String
            let id: TenantID
            let tokenFile: String

            init(named name: String, on server: RunningServer) async throws {
                self.server = server
                self.name = name
                tokenFile = server.folder.file("\(name).token")
                let secret = try await server.admin("tenant", "create", name)
                try secret.write(toFile: tokenFile, atomically: true, encoding: .utf8)
                let shown = try await server.admin("tenant", "show", name, "-o", "json")
                id = try JSONDecoder().decode(TenantItem.self, from: Data(shown.utf8)).id
            }

            var socket: String {
                "\(server.data)/tenants/\(id.description.replacingOccurrences(of: "-", with: "")).sock"
            }

            func cli(_ words: [String]) async throws -> Program.Outcome {
                try await Program.run(
                    [Program.server] + words
                        + ["--server", server.url, "--ca", server.roots, "--token-file", tokenFile])
            }

            @discardableResult
            func admin(_ words: String...) async throws -> String {
                let outcome = try await cli(words)
                try #require(outcome.status == 0, "\(words): \(outcome.errors)")
                return outcome.output
            }

            func setTheStage() async throws {
                let demo = "\(Program.repository)/examples/demo"
                let policy = server.folder.file("\(name).yaml")
                try """
                apiVersion: gatehouse/v1
                kind: CompliancePolicy
                metadata: {name: theirs}
                spec:
                  platforms: [linux]
                  requirements:
                    - {name: updates, fact: updates.security.pendingCount, atMost: 0, remediation: install them}
                """.write(toFile: policy, atomically: true, encoding: .utf8)
                try await admin("apply", "-f", "\(demo)/application.yaml", "-f", "\(demo)/access.yaml", "-f", policy)
                try await admin("enforcement-point", "add", "default", "--application", "intranet")
            }

            func enrol(_ device: String) async throws -> TestDevice {
                let code = try await admin("enrolment-code", "create").trimmingCharacters(in: .whitespacesAndNewlines)
                let enrolled = try await RawConnection.with(
                    port: server.port, tls: try ClientTLS.context(roots: try server.rootsPEM)
                ) { try await TestDevice.enrol(name: device, code: code, at: server, over: $0) }
                return try #require(enrolled)
            }

            func suspendAndResume(_ device: TestDevice, _ other: TestDevice, theirToken: String) async throws {
                var device = device
                try await TenantTests.expect(204, theirToken, at: socket)
                let refused = try await server.cli("tenant", "suspend", "default")
                #expect(refused.status != 0, "the owner of the server was suspended")
                try await server.admin("tenant", "suspend", name, "--reason", "unpaid")
                try await TenantTests.expect(403, theirToken, at: socket)
                let answer = try await device.connected {
                    try await device.report(["os.name": .known(.text("c"))], over: $0)
                }
                #expect(answer?.status == 503)
                #expect(answer?.text.contains("tenantSuspended") == true, "\(answer?.text ?? "")")
                #expect(answer?.text.contains("unpaid") == true, "\(answer?.text ?? "")")
                let people = try await cli(["device", "list"])
                #expect(people.status != 0)
                #expect(people.errors.contains("unpaid"), "\(people.errors)")
                try await TenantTests.expect(204, try await other.token(), at: "\(server.data)/decide.sock")
                try await server.admin("tenant", "resume", name)
                try await TenantTests.expect(204, theirToken, at: socket)
                try await device.report(["os.name": .known(.text("d"))])
            }

            /// Exports the tenant and deletes it, over a restart in between.
            func leave() async throws {
                try await server.admin("tenant", "suspend", name)
                let archive = server.folder.file("\(name).tar")
                try await server.admin("tenant", "export", name, archive)
                let listed = try await Program.run(["tar", "-tf", archive])
                #expect(listed.status == 0, "\(listed.errors)")
                #expect(listed.output.contains("device/000001.jsonl"))
                #expect(listed.output.hasSuffix("counts.json\n"))
                let devices = try await Program.run(["tar", "-xOf", archive, "device/000001.jsonl"])
                #expect(devices.output.split(separator: "\n").count == 1)
                try await server.admin("tenant", "delete", name, "--confirm", name)
                try await server.kill()
                try await server.start()
                try await wait(upTo: .seconds(30), "the tenant should be gone") {
                    try await !server.admin("tenant", "list").contains(name)
                }
                let id = id.description.replacingOccurrences(of: "-", with: "")
                for table in [
                    "device", "document", "audit", "api_token", "certificate", "tenant_authority", "decision",
                ] {
                    let left = try await SQLite.ask(
                        "\(server.data)/gatehouse.sqlite",
                        "SELECT count(*) FROM \(table) WHERE hex(tenant) = upper('\(id)')")
                    #expect(left == "0", "\(table)")
                }
                #expect(!FileManager.default.fileExists(atPath: socket))
                #expect(try await server.admin("audit", "list").contains("tenant.deleted"))
                #expect(try await server.admin("audit", "verify").contains("intact"))
            }
        }
    }
}
