import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// What people are told, by a real mail server.
    @Suite struct NoticeTests {
        @Test func `an administrator sets a channel up, tries it, and is told what does not work`() async throws {
            let server = try await RunningServer()
            let mail = try await mailServer(in: server.folder)
            try "right\n".write(toFile: server.folder.file("password"), atomically: true, encoding: .utf8)
            try await server.admin("secret", "set", "smtp", "--file", server.folder.file("password"))
            try await server.apply(
                """
                apiVersion: gatehouse/v1
                kind: NotificationChannel
                metadata: {name: mail}
                spec:
                  email:
                    host: localhost
                    port: \(mail.port)
                    user: gatehouse
                    password: smtp
                    from: Gatehouse <gatehouse@example.org>
                    to: [helpdesk@example.org]
                    caFile: \(server.folder.file("mail-ca.pem"))
                """)
            let said = try await server.admin("notice", "test", "--channel", "mail")
            #expect(said.contains("helpdesk@example.org"))
            #expect(said.contains("sent"))
            let taken = try String(contentsOfFile: server.folder.file("001.json"), encoding: .utf8)
            #expect(taken.contains("A test message from Gatehouse"))

            try "wrong\n".write(toFile: server.folder.file("password"), atomically: true, encoding: .utf8)
            try await server.admin("secret", "set", "smtp", "--file", server.folder.file("password"))
            let refused = try await server.cli("notice", "test", "--channel", "mail")
            #expect(refused.status == 1)
            #expect(refused.errors.contains("535"))
            #expect(try await server.admin("notice", "list", "--failed").contains("failed"))
            let exported = try await server.admin("export")
            #expect(!exported.contains("right"))
            let audit = try await server.admin("audit", "list")
            #expect(audit.contains("notice.fail"))
            let sealed = try Data(contentsOf: URL(fileURLWithPath: "\(server.data)/secrets.key"))
            #expect(sealed.count == 65)
        }

        /// Debian's aiosmtpd, with a certificate of its own.
        private func mailServer(in folder: TemporaryDirectory) async throws -> (process: ChildProcess, port: Int) {
            let pki = try TestPKI(now: .now)
            let issued = try pki.issue(.localServer)
            try issued.chainPEM.write(toFile: folder.file("mail.pem"), atomically: true, encoding: .utf8)
            try issued.keyPEM.write(toFile: folder.file("mail.key"), atomically: true, encoding: .utf8)
            try pki.rootPEM.write(toFile: folder.file("mail-ca.pem"), atomically: true, encoding: .utf8)
            let configuration: [String: Any] = [
                "folder": folder.path, "certificate": folder.file("mail.pem"), "key": folder.file("mail.key"),
                "mode": "startTLS", "user": "gatehouse", "password": "right", "answers": [String](),
            ]
            try JSONSerialization.data(withJSONObject: configuration).write(
                to: URL(fileURLWithPath: folder.file("mail.configuration")))
            let process = try ChildProcess(
                [
                    "/usr/bin/python3", "\(Program.repository)/Tests/GatehouseOutboundTests/Servers/mail-server.py",
                    folder.file("mail.configuration"),
                ], name: "mail-server", in: folder.path)
            var port = 0
            try await wait(upTo: .seconds(30), "the mail server should be ready: \(process.complaints)") {
                port = (try? String(contentsOfFile: folder.file("port"), encoding: .utf8)).flatMap { Int($0) } ?? 0
                return port != 0
            }
            return (process, port)
        }
    }
}
