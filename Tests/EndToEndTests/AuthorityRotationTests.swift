import Foundation
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import NIOSSL
import Testing

extension EndToEnd {
    /// The authority's keys are changed under devices and proxies that go on.
    @Suite struct AuthorityRotationTests {
        private static let question = "/access/decide/intranet"
        private static let fact: FactKey = "updates.security.pendingCount"

        @Test func `an issuing key is rotated under a device and a proxy, and what it issued ends when it is retired`()
            async throws
        {
            let server = try await RunningServer()
            try await server.setTheStage()
            let proxy = try await Self.addEdge(at: server)
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report([Self.fact: .known(.integer(0))])
            let before = device.identity.certificateChain
            try await Self.expect(204, Self.verified(before), from: proxy, at: server)

            try await server.admin("authority", "rotate", "issuing")
            try await server.admin("authority", "rotate", "scripts")
            try await device.report([Self.fact: .known(.integer(0))])
            try await Self.expect(204, Self.verified(before), from: proxy, at: server)
            let renewal = try await Self.renew(device)
            let after = renewal.response.certificateChain
            #expect(try PeerCertificate(pemChain: after).issuer != PeerCertificate(pemChain: before).issuer)
            try await Self.expect(204, Self.verified(after), from: proxy, at: server)
            let tls = try ClientTLS.context(roots: try server.rootsPEM, chain: after, key: renewal.key.pem)
            #expect(try await Self.status(tls, at: server) == 200)

            let early = try await server.cli("authority", "retire", "issuing")
            #expect(early.status != 0 && early.errors.contains("edge"), "\(early.errors)")
            let newProxy = try await Self.addEdge(at: server)
            let tooEarly = try await server.cli("authority", "retire", "issuing")
            #expect(tooEarly.status != 0 && tooEarly.errors.contains("--now"), "\(tooEarly.errors)")

            try await Self.retireIssuing(under: device.tls, and: proxy, asking: Self.verified(after), at: server)
            try await Self.expect(403, Self.verified(before), from: newProxy, at: server)
            try await Self.expect(204, Self.verified(after), from: newProxy, at: server)
            #expect(try await Self.status(tls, at: server) == 200, "who renewed goes on")
            #expect((try? await Self.status(device.tls, at: server)) != 200)
            try await server.stop()
        }

        @Test func `on two nodes a rotation turns no device away, and what is retired ends on both`() async throws {
            let pair = try await NodePair()
            let (one, other) = (pair.one, pair.other)
            var device = try await TestDevice.enrol(name: "laptop", at: one)
            try await device.report([Self.fact: .known(.integer(0))])
            let roots = try one.rootsPEM
            var worst = Duration.zero
            var latest = device.tls
            for _ in 1...4 {
                try await one.admin("authority", "rotate", "issuing")
                let renewal = try await Self.renew(device)
                latest = try ClientTLS.context(
                    roots: roots, chain: renewal.response.certificateChain, key: renewal.key.pem)
                let began = ContinuousClock.now
                // Before the other node heard of the key: told to come again, and never to enrol anew.
                try await wait("the other node should take the newer certificate") {
                    let status = try await Self.status(latest, at: other)
                    try #require(status == 200 || status == 503)
                    return status == 200
                }
                worst = max(worst, began.duration(to: .now))
            }
            try await one.admin("authority", "retire", "issuing", "--now")
            let began = ContinuousClock.now
            for node in [one, other] {
                try await wait("what is retired should be refused") {
                    try await Self.status(device.tls, at: node) == 403
                }
            }
            let retired = began.duration(to: .now)
            print("a newer certificate counts at another node after \(worst); a retired one ends after \(retired)")
            for node in [one, other] { #expect(try await Self.status(latest, at: node) == 200) }
            try await other.stop()
            try await one.stop()
        }

        @Test func `a root takes over in two steps under an agent that renewed in between`() async throws {
            let server = try await RunningServer()
            let (agent, absent) = (try TestAgent("present"), try await TestDevice.enrol(name: "absent", at: server))
            try await agent.enrol(at: server)
            let root = try server.rootsPEM
            try await server.admin("authority", "rotate", "root")
            try await wait("both roots should be given out") { try server.rootsPEM != root }
            #expect(try server.rootsPEM.hasPrefix(root))
            let early = try await server.cli("authority", "rotate", "root", "--finish")
            #expect(early.status != 0 && early.errors.contains("--now"), "\(early.errors)")

            // Its fresh key is there already, so that it renews at once.
            try agent.prepareRenewal()
            let running = try agent.run()
            try await wait(upTo: .seconds(60), "the renewal should end: \(running.complaints)") {
                !agent.has("device.next.key")
            }
            #expect(try agent.text("ca.pem") == server.rootsPEM, "a renewal tells whom to trust")
            try await server.awaitPolls(of: running)

            try await server.admin("authority", "rotate", "root", "--finish", "--now")
            try await wait("the server should show a certificate under the new root") {
                (try? await Self.status(absent.tls, at: server)) == nil
            }
            let status = try await agent.command("status")
            #expect(status.status == 0, "\(status.errors)")
            #expect(try !server.rootsPEM.contains(root))
            try await server.admin("authority", "retire", "issuing", "--now")
            try await wait("what the former root stands above should be refused") {
                try await agent.command("token").status != 0
            }
            #expect(try await server.admin("authority", "show").contains("issuing"))
            running.signal(SIGTERM)
            _ = try await running.end()
            try await server.stop()
        }

        @Test func `the root's key leaves the server once it is in a file, and comes back`() async throws {
            let server = try await RunningServer()
            let file = server.folder.file("root.key")
            try "something else".write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await server.cli("authority", "take-root-key", file).status != 0)
            try await server.admin("authority", "rotate", "issuing")
            try FileManager.default.removeItem(atPath: file)
            try await server.admin("authority", "take-root-key", file)
            #expect(try String(contentsOfFile: file, encoding: .utf8).contains("PRIVATE KEY"))
            let refused = try await server.cli("authority", "rotate", "issuing")
            #expect(refused.status != 0 && refused.errors.contains("put-root-key"), "\(refused.errors)")
            try await server.kill()
            try await server.start()
            try await server.admin("authority", "put-root-key", file)
            // As after a command that was cut off when the file was written.
            try await server.admin("authority", "take-root-key", file)
            try await server.admin("authority", "put-root-key", file)
            try await server.admin("authority", "rotate", "issuing")
            try await server.stop()
        }

        /// Both are connected when the key is retired that issued their certificates, and end with it.
        private static func retireIssuing(
            under device: NIOSSLContext, and proxy: NIOSSLContext, asking fields: [String], at server: RunningServer
        ) async throws {
            try await RawConnection.with(port: server.decisionPort, tls: proxy) { old in
                #expect(await old.ask("GET", question)?.status == 401, "the older proxy is answered yet")
                try await RawConnection.with(port: server.devicePort, tls: device) { open in
                    #expect(await open.ask("GET", AgentRoute.status)?.status == 200)
                    try await server.admin("authority", "retire", "issuing", "--now")
                    try await wait("what is connected should be looked at again") {
                        await open.ask("GET", AgentRoute.status)?.status != 200
                    }
                }
                #expect(await old.ask("GET", question, fields: fields)?.status != 204)
            }
        }

        private static func addEdge(at server: RunningServer) async throws -> NIOSSLContext {
            let out = server.folder.file("edge-\(UInt32.random(in: 0 ... .max))")
            try await server.admin(
                "enforcement-point", "add", "edge", "--tls", "--application", "intranet", "--out", out)
            return try ClientTLS.context(
                roots: try server.rootsPEM, chain: try String(contentsOfFile: "\(out)/edge.pem", encoding: .utf8),
                key: try String(contentsOfFile: "\(out)/edge.key", encoding: .utf8))
        }

        /// What a proxy sends of a certificate that it verified.
        private static func verified(_ chain: String) throws -> [String] {
            let certificate = try PeerCertificate(pemChain: chain)
            return [
                "X-Gatehouse-Client-Verify: SUCCESS", "X-Gatehouse-Client-Serial: \(certificate.serial)",
                "X-Gatehouse-Client-Issuer: \(certificate.issuer)", "X-Gatehouse-Address: 192.0.2.7",
            ]
        }

        /// On one connection, so that an answer that was kept from before counts too.
        private static func expect(
            _ status: Int, _ fields: [String], from proxy: NIOSSLContext, at server: RunningServer
        ) async throws {
            try await RawConnection.with(port: server.decisionPort, tls: proxy) { connection in
                try await wait("the answer should be \(status)") {
                    await connection.ask("GET", question, fields: fields)?.status == status
                }
            }
        }

        private static func status(_ tls: NIOSSLContext, at server: RunningServer) async throws -> Int? {
            try await RawConnection.with(port: server.devicePort, tls: tls) {
                await $0.ask("GET", AgentRoute.status)?.status
            }
        }

        private static func renew(_ device: TestDevice) async throws -> (response: RenewalResponse, key: DeviceKey) {
            let key = DeviceKey()
            let request = RenewalRequest(
                requestID: .random(),
                certificateRequest: try makeCertificateRequest(key: key, commonName: "gatehouse-device"))
            let answer = try await device.connected { await $0.ask("POST", AgentRoute.renew, body: request.bytes) }
            return (try RenewalResponse(bytes: try #require(answer).body), key)
        }
    }
}
