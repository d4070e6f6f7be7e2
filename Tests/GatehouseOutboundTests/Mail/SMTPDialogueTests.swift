import GatehouseService
import Testing

@testable import GatehouseOutbound

/// Dialogues as scripts: what the server says, and what is done then.
struct SMTPDialogueTests {
    private func dialogue(
        account: SMTPDialogue.Account? = nil, content: String = "Subject: x\r\n\r\nbody\r\n", isEncrypted: Bool = true
    ) -> SMTPDialogue {
        SMTPDialogue(
            sender: "g@example.org", recipient: "a@example.org", content: content, account: account,
            greetingName: "[127.0.0.1]", isEncrypted: isEncrypted)
    }

    private func reply(_ code: Int, _ lines: String...) -> SMTPReply { SMTPReply(code: code, lines: lines) }

    @Test func `a message is handed over step by step`() {
        var dialogue = dialogue()
        #expect(dialogue.received(reply(220, "hi"), isAlone: true) == .send("EHLO [127.0.0.1]\r\n"))
        #expect(dialogue.received(reply(250, "hi"), isAlone: true) == .send("MAIL FROM:<g@example.org>\r\n"))
        #expect(dialogue.received(reply(250, "ok"), isAlone: true) == .send("RCPT TO:<a@example.org>\r\n"))
        #expect(dialogue.received(reply(250, "ok"), isAlone: true) == .send("DATA\r\n"))
        #expect(dialogue.received(reply(354, "go"), isAlone: true) == .send("Subject: x\r\n\r\nbody\r\n.\r\n"))
        #expect(dialogue.received(reply(250, "ok"), isAlone: true) == .finish(.accepted))
    }

    @Test func `nothing but the greeting is said before TLS`() {
        var dialogue = dialogue(account: .init(user: "u", password: "p"), isEncrypted: false)
        _ = dialogue.received(reply(220, "hi"), isAlone: true)
        #expect(dialogue.received(reply(250, "hi", "AUTH PLAIN", "STARTTLS"), isAlone: true) == .send("STARTTLS\r\n"))
        #expect(
            dialogue.received(reply(220, "go"), isAlone: true) == .encrypt(thenSend: "EHLO [127.0.0.1]\r\n"))
        // What was offered before TLS is forgotten.
        #expect(
            dialogue.received(reply(250, "hi"), isAlone: true)
                == .finish(.refused("the mail server offers neither AUTH PLAIN nor AUTH LOGIN")))
    }

    @Test func `words that came with the answer to STARTTLS end the dialogue`() {
        var dialogue = dialogue(isEncrypted: false)
        _ = dialogue.received(reply(220, "hi"), isAlone: true)
        _ = dialogue.received(reply(250, "hi", "STARTTLS"), isAlone: true)
        #expect(
            dialogue.received(reply(220, "go"), isAlone: false)
                == .finish(.later("the mail server said more before TLS began")))
    }

    @Test func `a password is given in the way that the server offers`() {
        var plain = dialogue(account: .init(user: "u", password: "p"))
        _ = plain.received(reply(220, "hi"), isAlone: true)
        #expect(
            plain.received(reply(250, "hi", "AUTH LOGIN PLAIN"), isAlone: true) == .send("AUTH PLAIN AHUAcA==\r\n"))
        var login = dialogue(account: .init(user: "u", password: "p"))
        _ = login.received(reply(220, "hi"), isAlone: true)
        #expect(login.received(reply(250, "hi", "AUTH LOGIN"), isAlone: true) == .send("AUTH LOGIN\r\n"))
        #expect(login.received(reply(334, "VXNlcm5hbWU6"), isAlone: true) == .send("dQ==\r\n"))
        #expect(login.received(reply(334, "UGFzc3dvcmQ6"), isAlone: true) == .send("cA==\r\n"))
        #expect(login.received(reply(235, "ok"), isAlone: true) == .send("MAIL FROM:<g@example.org>\r\n"))
    }

    @Test func `a line that is only a dot does not end the message`() {
        var dialogue = dialogue(content: "a\r\n.\r\n..b\r\nc")
        _ = dialogue.received(reply(220, "hi"), isAlone: true)
        for _ in 0..<3 { _ = dialogue.received(reply(250, "ok"), isAlone: true) }
        #expect(dialogue.received(reply(354, "go"), isAlone: true) == .send("a\r\n..\r\n...b\r\nc\r\n.\r\n"))
    }

    @Test(arguments: [421, 450, 354, 220])
    func `what is not for good is tried later`(code: Int) {
        var dialogue = dialogue()
        _ = dialogue.received(reply(220, "hi"), isAlone: true)
        _ = dialogue.received(reply(250, "hi"), isAlone: true)
        let action = dialogue.received(reply(code, "no"), isAlone: true)
        #expect(action == .finish(.later("the mail server answered `\(code) no` to MAIL FROM")))
    }
}
