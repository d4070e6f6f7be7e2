import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import NIOCore
import NIOPosix
import Testing

@testable import GatehouseOutbound

/// A message as the test's mail server read it.
private struct Mail: Decodable {
    var sender: String
    var recipients: [String]
    var names: [String]
    var headers: [String: String]
    var parts: [String: String]
    var defects: [String]
    var longestLine: Int
    var isASCII: Bool
}

/// Against a real mail server with TLS.
@Suite(.serialized) struct MailTransportTests {
    private let transport = MailTransport(group: MultiThreadedEventLoopGroup.singleton, patience: .seconds(20))

    private func email(
        _ server: TestServer, _ encryption: NotificationChannel.Email.Encryption = .startTLS, user: String? = nil,
        host: String = "localhost", roots: String? = nil
    ) throws -> NotificationChannel.Email {
        NotificationChannel.Email(
            host: host, port: server.port, encryption: encryption, user: user, password: user.map { _ in "smtp" },
            from: try #require(MailAddress("Größe & Co <gatehouse@example.org>")), caFile: roots ?? server.roots)
    }

    private func send(
        _ email: NotificationChannel.Email, device: String = "laptop", secret: String? = nil, subject: String? = nil
    ) async -> SendingOutcome {
        await transport.send(
            .about(device, over: .email(email), secret: secret, subject: subject), by: email)
    }

    @Test func `a message arrives whole, signed in, and only under TLS`() async throws {
        let server = try await TestServer("mail-server", .init(user: "gatehouse", password: "s3cret ü"))
        let outcome = await send(try email(server, user: "gatehouse"), secret: "s3cret ü")
        #expect(outcome == .accepted)
        let mail = try #require(try server.taken(Mail.self).first)
        #expect(mail.sender == "gatehouse@example.org")
        #expect(mail.recipients == ["ada@example.org"])
        #expect(mail.defects == [])
        #expect(mail.isASCII)
        #expect(mail.longestLine <= 78)
        #expect(mail.headers["Subject"] == "Gerät laptop")
        #expect(mail.headers["From"] == "Größe & Co <gatehouse@example.org>")
        #expect(mail.headers["Message-ID"] == "<\(NoticeMessageID.numbered(7))@example.org>")
        #expect(mail.headers["Date"] == "Thu, 01 Jan 2026 00:00:00 +0000")
        #expect(mail.headers["Auto-Submitted"] == "auto-generated")
        #expect(mail.parts["text/plain"] == "Zeile eins\n.\nlaptop = ünïted\n")
        #expect(mail.parts["text/html"] == "<p>Zeile &amp; eins</p>\n")
        #expect(server.log == ["EHLO", "EHLO", "AUTH right", "MAIL TLS", "DATA"])
    }

    @Test func `a message goes out over TLS from the first byte as well`() async throws {
        let server = try await TestServer("mail-server", .init(mode: "implicit", user: "u", password: "p"))
        let outcome = await send(try email(server, .implicit, user: "u"), secret: "p")
        #expect(outcome == .accepted)
        #expect(server.log.contains("MAIL TLS"))
    }

    @Test func `where STARTTLS was taken out, neither a password nor a message is sent`() async throws {
        let server = try await TestServer("mail-server", .init(mode: "plain", user: "u", password: "p"))
        let outcome = await send(try email(server, user: "u"), secret: "p")
        #expect(outcome == .later("the mail server does not offer STARTTLS, and nothing is sent without"))
        #expect(server.log == ["EHLO"])
    }

    @Test func `a server with a certificate of another authority gets nothing`() async throws {
        let server = try await TestServer("mail-server", .init())
        let other = try await TestServer("mail-server", .init())
        let outcome = await send(try email(server, roots: other.roots))
        guard case .later(let problem, nil) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(problem.contains("TLS failed"))
        #expect(!server.log.contains { $0.hasPrefix("MAIL") })
    }

    @Test func `a server with a certificate for another name gets nothing`() async throws {
        let server = try await TestServer("mail-server", .init(), name: "mail.example.org")
        let outcome = await send(try email(server))
        guard case .later = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(!server.log.contains { $0.hasPrefix("MAIL") })
    }

    @Test func `a wrong password is not tried again`() async throws {
        let server = try await TestServer("mail-server", .init(user: "u", password: "p"))
        let outcome = await send(try email(server, user: "u"), secret: "wrong")
        guard case .refused(let problem) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(problem.contains("535"))
        #expect(!problem.contains("wrong"))
    }

    @Test func `a server may ask for patience and may refuse for good`() async throws {
        let server = try await TestServer("mail-server", .init(answers: ["451 4.3.0 busy", "550 5.1.1 nobody"]))
        let email = try email(server)
        let first = await send(email)
        #expect(first == .later("the mail server answered `451 4.3.0 busy` to the message"))
        let second = await send(email)
        #expect(second == .refused("the mail server answered `550 5.1.1 nobody` to the message"))
    }

    @Test func `a server that never answers is left`() async throws {
        let server = try await TestServer("mail-server", .init(answers: ["slow"]))
        let email = try email(server)
        let hasty = MailTransport(group: MultiThreadedEventLoopGroup.singleton, patience: .seconds(1))
        let outcome = await hasty.send(.about("laptop", over: .email(email)), by: email)
        #expect(outcome == .later("the mail server took longer than 1 s"))
    }

    @Test func `a message that was taken without an answer is sent again under the same identifier`() async throws {
        let server = try await TestServer("mail-server", .init(answers: ["drop"]))
        let email = try email(server)
        let first = await send(email)
        guard case .later = first else {
            Issue.record("\(first)")
            return
        }
        let second = await send(email)
        #expect(second == .accepted)
        let ids = try server.taken(Mail.self).map { $0.headers["Message-ID"] }
        #expect(ids.count == 2)
        #expect(Set(ids).count == 1)
    }

    @Test func `a device's name can neither add a header nor end the message`() async throws {
        let server = try await TestServer("mail-server", .init())
        let name = "x\r\nBcc: eve@example.org\r\n\r\n.\r\nQUIT\r\n=?utf-8?B?QQ==?="
        let outcome = await send(try email(server), device: name, subject: name)
        #expect(outcome == .accepted)
        let mail = try #require(try server.taken(Mail.self).first)
        #expect(mail.recipients == ["ada@example.org"])
        #expect(!mail.names.contains("Bcc"))
        #expect(mail.names.count == Set(mail.names).count)
        #expect(mail.parts["text/plain"]?.hasSuffix("= ünïted\n") == true)
    }

    @Test func `nobody there is told later`() async throws {
        let server = try await TestServer("mail-server", .init())
        var email = try email(server)
        email.port = try FreePorts.take(1)[0]
        let outcome = await send(email)
        guard case .later(let problem, nil) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(problem.contains("cannot be reached"))
    }
}
