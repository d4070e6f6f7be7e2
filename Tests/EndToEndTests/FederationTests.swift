import Foundation
import GatehouseTestSupport
import Testing

extension EndToEnd {
    /// People who sign in at a provider that others wrote.
    @Suite struct FederationTests {
        /// `Clients/federation.py` says what each step does.
        private static let steps = [
            "button", "sign_in", "me", "again", "another_browser", "no_sign_in", "replay", "unchecked_address",
            "wrong_state",
        ]

        @Test func `people of a partner sign in at their own provider, and nobody in their stead`() async throws {
            let server = try await RunningServer()
            let (certificate, key) = (server.folder.file("upstream.pem"), server.folder.file("upstream.key"))
            let made = try await Program.run(
                [
                    "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=upstream",
                    "-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key,
                ], within: .seconds(60))
            try #require(made.status == 0, "\(made.errors)")
            let upstream = try ChildProcess(
                [Self.python, Self.client("upstream.py"), certificate, key], name: "upstream", in: server.folder.path)
            try await wait(upTo: .seconds(60), "the provider should print its port: \(upstream.complaints)") {
                upstream.written.hasSuffix("\n")
            }
            let port = try #require(Int(upstream.written.trimmingCharacters(in: .whitespacesAndNewlines)))
            try await Self.apply(port: port, certificate: certificate, on: server)
            let roots = server.folder.file("both.pem")
            let both = try [server.roots, certificate].map { try String(contentsOfFile: $0, encoding: .utf8) }
            try both.joined(separator: "\n").write(toFile: roots, atomically: true, encoding: .utf8)
            let outcome = try await Program.run(
                [Self.python, Self.client("federation.py"), "https://localhost:\(server.port)", "default", roots],
                within: .seconds(120))
            let passed = outcome.output.split(separator: "\n").map { $0.dropFirst(3) }
            #expect(outcome.status == 0 && passed == Self.steps.map { $0[...] }, "\(outcome.output)\(outcome.errors)")
            let jane = try await server.admin("user", "show", "jane@partner.example")
            #expect(jane.contains("federated:partner") && jane.contains("guest"), "\(jane)")
            #expect(!upstream.hasEnded)
            try await server.stop()
        }

        private static func apply(port: Int, certificate: String, on server: RunningServer) async throws {
            let document = server.folder.file("partner.yaml")
            try """
            apiVersion: gatehouse/v1
            kind: IdentityProvider
            metadata: {name: partner}
            spec:
              displayName: Partner
              issuer: https://127.0.0.1:\(port)
              clientId: gatehouse
              secret: partner
              domains: [partner.example]
              caFile: \(certificate)
              allowPrivate: true

            """.write(toFile: document, atomically: true, encoding: .utf8)
            let secret = server.folder.file("partner.secret")
            try "s3cret-of-the-partner".write(toFile: secret, atomically: true, encoding: .utf8)
            try await server.admin("secret", "set", "partner", "--file", secret)
            try await server.admin("apply", "-f", document)
        }

        private static let python = "\(Program.repository)/var/test-venv/bin/python"

        private static func client(_ name: String) -> String {
            "\(Program.repository)/Tests/EndToEndTests/Clients/\(name)"
        }
    }
}
