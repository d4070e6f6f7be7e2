import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import NIOSSL
import Testing

extension EndToEnd {
    /// What changes anywhere is true at the enforcement point within a second.
    @Suite struct AccessTests {
        /// What the proxy asks for, and how long a change may take to get there.
        private static let question = "/access/decide/intranet"
        private static let budget = Duration.seconds(1)

        @Test func `over the socket every change of verdict, policy and standing shows within a second`() async throws {
            let server = try await RunningServer()
            try await server.setTheStage()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            let credential = ["X-Gatehouse-Token: \(try await device.token())", "X-Gatehouse-Address: 192.0.2.7"]
            try await device.report(["updates.security.pendingCount": .known(.integer(0))])

            try await RawConnection.with(socket: "\(server.data)/decide.sock") { proxy in
                try await expect(204, credential, from: proxy, "a compliant device gets in")
                try await device.report(["updates.security.pendingCount": .known(.integer(1))])
                try await expect(403, credential, from: proxy, "a verdict that turned bad keeps it out")
                try await device.report(["updates.security.pendingCount": .known(.integer(0))])
                try await expect(204, credential, from: proxy, "a verdict that turned good lets it in")
                let strict = "\(Program.repository)/examples/demo/access-strict.yaml"
                let refused = try await server.cli("apply", "-f", strict)
                #expect(refused.status == 9, "the only device would be locked out, and nobody confirmed that")
                try await server.admin("apply", "-f", strict, "--confirm-lock-out")
                try await expect(403, credential, from: proxy, "a stricter policy keeps it out")
                try await server.admin("apply", "-f", "\(Program.repository)/examples/demo/access.yaml")
                try await expect(204, credential, from: proxy, "a looser policy lets it in")
                try await server.admin("device", "revoke", "laptop")
                try await expect(403, credential, from: proxy, "a revoked device is blocked")
            }
        }

        @Test func `over mutual TLS a bound proxy is answered, and nobody else`() async throws {
            let server = try await RunningServer()
            try await server.setTheStage()
            try await server.admin(
                "enforcement-point", "add", "edge", "--tls", "--application", "intranet", "--out", server.folder.path)
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["updates.security.pendingCount": .known(.integer(0))])
            let certificate = try PeerCertificate(pemChain: device.identity.certificateChain)
            let verified = [
                "X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: \(certificate.serial.uppercased())",
                "X-Gatehouse-Client-Issuer: \(certificate.issuer)", "X-Gatehouse-Address: 192.0.2.7",
            ]
            let edge = try ClientTLS.context(
                roots: try server.rootsPEM,
                chain: try String(contentsOfFile: server.folder.file("edge.pem"), encoding: .utf8),
                key: try String(contentsOfFile: server.folder.file("edge.key"), encoding: .utf8))

            try await RawConnection.with(port: server.decisionPort, tls: edge) { proxy in
                try await expect(
                    204, verified, from: proxy, "the certificate that the proxy verified stands for the device")
                try await expect(401, [], from: proxy, "a request without a device does not get in")
                let foreign = await proxy.ask("GET", "/access/decide/payroll", fields: verified)
                #expect(foreign?.status == 403, "the proxy is not bound to that application")
                try await server.admin("device", "revoke", "laptop")
                try await expect(403, verified, from: proxy, "a revoked device is blocked")
            }
            let asDevice = try? await RawConnection.with(port: server.decisionPort, tls: device.tls) {
                await $0.ask("GET", Self.question, fields: verified)
            }
            #expect(asDevice?.status != 204, "a device is no enforcement point")
            let anonymous = try? await RawConnection.with(
                port: server.decisionPort, tls: try ClientTLS.context(roots: try server.rootsPEM)
            ) { await $0.ask("GET", Self.question, fields: verified) }
            #expect(anonymous == nil, "who shows no certificate is not answered")
        }

        @Test func `a proxy's certificate that is revoked or superseded ends on the connection that it has`()
            async throws
        {
            let server = try await RunningServer()
            try await server.setTheStage()
            let first = try await server.addEdge()
            try await RawConnection.with(port: server.decisionPort, tls: first) { old in
                try await expect(401, [], from: old, "the certificate stands for the proxy")
                let second = try await server.addEdge()
                try await RawConnection.with(port: server.decisionPort, tls: second) { new in
                    try await expect(401, [], from: new, "so does the one that takes over")
                    #expect(await old.ask("GET", Self.question)?.status == 401, "the older one is good for a while")
                    let third = try await server.addEdge("--revoke-others")
                    try await expect(403, [], from: old, "and ends when that is asked for")
                    try await expect(403, [], from: new, "like every other")
                    try await RawConnection.with(port: server.decisionPort, tls: third) { newest in
                        try await expect(401, [], from: newest, "but the newest")
                        try await server.admin("enforcement-point", "revoke", "edge")
                        try await expect(403, [], from: newest, "until it is revoked")
                    }
                }
            }
            try await server.admin("enforcement-point", "delete", "edge")
            let fourth = try await server.addEdge()
            try await RawConnection.with(port: server.decisionPort, tls: fourth) { proxy in
                try await expect(401, [], from: proxy, "a point of the same name has a certificate of its own")
            }
            try await RawConnection.with(port: server.decisionPort, tls: first) { proxy in
                try await expect(403, [], from: proxy, "which brings no older one back")
            }
        }

        @Test func `the agent's token opens the application, and names the device in the record`() async throws {
            let server = try await RunningServer()
            try await server.setTheStage(
                requirement: "fact: software.packageCount\n      atLeast: 1")
            let agent = try TestAgent("workstation")
            try await agent.enrol(at: server)
            let running = try agent.run()
            try await server.awaitPolls(of: running)
            try await wait("the device should be compliant") {
                try await server.devices().map(\.complianceState) == [.compliant]
            }
            let token = try await agent.command("token")
            #expect(token.status == 0)
            let credential = [
                "Authorization: Bearer \(token.output.trimmingCharacters(in: .whitespacesAndNewlines))",
                "X-Gatehouse-Address: 192.0.2.7",
            ]
            try await RawConnection.with(socket: "\(server.data)/decide.sock") { proxy in
                try await expect(204, credential, from: proxy, "the token stands for the device")
                let forged = ["Authorization: Bearer gtd_\(String(repeating: "0", count: 32))"] + credential.suffix(1)
                #expect(await proxy.ask("GET", Self.question, fields: forged)?.status != 204)
            }
            try await wait("the decision should be recorded") {
                try await server.admin("decisions", "--device", "workstation").contains("allow")
            }
        }

        /// Asks until the answer is the wanted one; a change may take a second to get there.
        private func expect(
            _ status: Int, _ fields: [String], from proxy: RawConnection, _ what: Comment,
            sourceLocation: SourceLocation = #_sourceLocation
        ) async throws {
            let began = ContinuousClock.now
            var found: Int?
            repeat {
                found = await proxy.ask("GET", Self.question, fields: fields)?.status
                if found == status { return }
                try await Task.sleep(for: .milliseconds(5))
            } while ContinuousClock.now - began < Self.budget
            #expect(found == status, what, sourceLocation: sourceLocation)
        }
    }
}

extension RunningServer {
    /// Adds the proxy `edge` over mutual TLS, and gives what it connects with.
    fileprivate func addEdge(_ further: String...) async throws -> NIOSSLContext {
        let out = folder.file("edge-\(UInt32.random(in: 0 ... .max))")
        let words = ["enforcement-point", "add", "edge", "--tls", "--application", "intranet", "--out", out]
        let added = try await Program.run([Program.server] + words + further + ["--data-dir", data])
        try #require(added.status == 0, "\(added.errors)")
        return try ClientTLS.context(
            roots: try rootsPEM, chain: try String(contentsOfFile: "\(out)/edge.pem", encoding: .utf8),
            key: try String(contentsOfFile: "\(out)/edge.key", encoding: .utf8))
    }

    /// Applies the demonstration's application and policies, and binds the proxy of the socket to the application.
    func setTheStage(
        requirement: String = "fact: updates.security.pendingCount\n      atMost: 0", socket: String? = nil
    ) async throws {
        let demo = "\(Program.repository)/examples/demo"
        try await admin("apply", "-f", "\(demo)/application.yaml", "-f", "\(demo)/access.yaml")
        try await apply(
            """
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata:
              name: stage
            spec:
              platforms: [linux]
              grace: 0s
              requirements:
                - name: The one thing that is asked for
                  \(requirement)
                  severity: high

            """)
        let path = socket ?? "\(data)/decide.sock"
        try await admin("enforcement-point", "add", "default", "--application", "intranet", "--socket", path)
        try await wait("the socket should be open") { FileManager.default.fileExists(atPath: path) }
    }
}
