import Foundation
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// The OpenID provider, asked by clients that others wrote.
    @Suite struct OpenIDTests {
        private struct Credentials: Decodable {
            var tenantId: String
            var clientId: String
            var clientSecret: String
        }
        private struct Answers: Decodable {
            struct Way: Decodable {
                var error: String?
                var codes: [Int]?
                var fromCache: String?
                var devices: Int?
                var audit: Int?
            }
            var secret: Way
            var wrong: Way
            var certificate: Way
        }

        @Test func `an application signs in with Microsoft's library, by secret and by certificate`() async throws {
            let server = try await RunningServer()
            let made = try await server.admin(
                "app", "create", "--name", "inventory", "--permission", "device.read", "-o", "json")
            let members = try JSONDecoder().decode([String: String].self, from: Data(made.utf8))
            #expect(Set(members.keys) == ["tenantId", "clientId", "clientSecret"])
            let credentials = try JSONDecoder().decode(Credentials.self, from: Data(made.utf8))
            let (key, certificate) = (server.folder.file("app.key"), server.folder.file("app.pem"))
            let request = try await Program.run([
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=inventory", "-days", "30",
                "-keyout", key, "-out", certificate,
            ])
            try #require(request.status == 0, "\(request.errors)")
            try await server.admin("app", "add-certificate", "inventory", certificate)

            let answers = try await Self.ask(server, credentials, key, certificate)
            for way in [answers.secret, answers.certificate] {
                #expect(way.devices == 200 && way.audit == 403)
                #expect(way.fromCache == "cache")
            }
            #expect(answers.wrong.error == "invalid_client")
            #expect(answers.wrong.codes == [7_000_215])
            try await server.stop()
        }

        private static func ask(
            _ server: RunningServer, _ credentials: Credentials, _ key: String, _ certificate: String
        ) async throws -> Answers {
            let python = "\(Program.repository)/var/test-venv/bin/python"
            try #require(FileManager.default.isExecutableFile(atPath: python), "run scripts/test-venv.sh first")
            // Settings of the machine that runs the tests would come before what the script says.
            let outcome = try await Program.run([
                "env", "-u", "REQUESTS_CA_BUNDLE", "-u", "CURL_CA_BUNDLE", python,
                "\(Program.repository)/Tests/EndToEndTests/Clients/confidential.py", server.url, server.roots,
                credentials.tenantId, credentials.clientId, credentials.clientSecret, key, certificate,
            ])
            try #require(outcome.status == 0, "\(outcome.errors)")
            return try JSONDecoder().decode(Answers.self, from: Data(outcome.output.utf8))
        }
    }
}
