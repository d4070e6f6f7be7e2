import Foundation
import GatehouseService

/// One message over one connection to a mail server, as a state machine without I/O (RFC 5321, 3207, 4954).
///
/// Nothing of the message and no password is sent before TLS has begun; a server that does not offer TLS, or says more
/// than its answer before TLS begins, ends the dialogue.
struct SMTPDialogue: Sendable {
    /// What its driver does next.
    enum Action: Hashable, Sendable {
        case send(String)
        /// TLS begins now, and then this is sent.
        case encrypt(thenSend: String)
        /// `QUIT` is sent and the connection closed.
        case finish(SendingOutcome)
    }

    struct Account: Hashable, Sendable {
        var user: String
        var password: String
    }

    private enum State: Hashable, Sendable {
        case greeting, hello, startTLS, authentication, user, password, sender, recipient, data, content, finished
    }

    private let sender: String
    private let recipient: String
    private let content: String
    private let account: Account?
    private let greetingName: String
    private var isEncrypted: Bool
    private var state = State.greeting

    /// A dialogue about a message whose addresses and content are ASCII and hold no line break of their own.
    ///
    /// - Parameter greetingName: what this machine calls itself, a name or an address literal.
    init(
        sender: String, recipient: String, content: String, account: Account?, greetingName: String, isEncrypted: Bool
    ) {
        self.sender = sender
        self.recipient = recipient
        self.content = content
        self.account = account
        self.greetingName = greetingName
        self.isEncrypted = isEncrypted
    }

    /// What to do after an answer; `isAlone` is false when more had come with it.
    mutating func received(_ reply: SMTPReply, isAlone: Bool) -> Action {
        switch state {
        case .greeting: return expect(reply, [220], "connecting") { $0.step(.hello, "EHLO \($0.greetingName)") }
        case .hello: return expect(reply, [250], "EHLO") { $0.greeted(reply) }
        case .startTLS:
            return expect(reply, [220], "STARTTLS") { dialogue in
                // Whoever stands between could have put words into the server's mouth (CVE-2011-0411).
                guard isAlone else { return dialogue.finish(.later("the mail server said more before TLS began")) }
                dialogue.isEncrypted = true
                dialogue.state = .hello
                return .encrypt(thenSend: "EHLO \(dialogue.greetingName)\r\n")
            }
        case .user: return expect(reply, [334], "AUTH") { $0.step(.password, $0.base64(\.user)) }
        case .password: return expect(reply, [334], "AUTH") { $0.step(.authentication, $0.base64(\.password)) }
        case .authentication:
            if reply.code == 235 { return step(.sender, "MAIL FROM:<\(sender)>") }
            return finish(failure(reply, "AUTH"))
        case .sender: return expect(reply, [250], "MAIL FROM") { $0.step(.recipient, "RCPT TO:<\($0.recipient)>") }
        case .recipient: return expect(reply, [250, 251], "RCPT TO") { $0.step(.data, "DATA") }
        case .data:
            return expect(reply, [354], "DATA") { dialogue in
                dialogue.state = .content
                return .send(Self.stuffed(dialogue.content))
            }
        case .content: return expect(reply, [250], "the message") { $0.finish(.accepted) }
        case .finished: return .finish(.accepted)
        }
    }

    private mutating func greeted(_ reply: SMTPReply) -> Action {
        let offers = reply.lines.dropFirst().map { $0.uppercased().split(separator: " ").map(String.init) }
        guard isEncrypted else {
            guard offers.contains(where: { $0.first == "STARTTLS" }) else {
                return finish(.later("the mail server does not offer STARTTLS, and nothing is sent without"))
            }
            return step(.startTLS, "STARTTLS")
        }
        guard let account else { return step(.sender, "MAIL FROM:<\(sender)>") }
        let ways = offers.first { $0.first == "AUTH" }?.dropFirst() ?? []
        if ways.contains("PLAIN") {
            let credentials = Data("\0\(account.user)\0\(account.password)".utf8).base64EncodedString()
            return step(.authentication, "AUTH PLAIN \(credentials)")
        }
        if ways.contains("LOGIN") { return step(.user, "AUTH LOGIN") }
        return finish(.refused("the mail server offers neither AUTH PLAIN nor AUTH LOGIN"))
    }

    private func base64(_ part: KeyPath<Account, String>) -> String {
        Data((account?[keyPath: part] ?? "").utf8).base64EncodedString()
    }

    private mutating func step(_ next: State, _ command: String) -> Action {
        state = next
        return .send(command + "\r\n")
    }

    private mutating func finish(_ outcome: SendingOutcome) -> Action {
        state = .finished
        return .finish(outcome)
    }

    private mutating func expect(
        _ reply: SMTPReply, _ codes: Set<Int>, _ what: String, then next: (inout Self) -> Action
    ) -> Action {
        codes.contains(reply.code) ? next(&self) : finish(failure(reply, what))
    }

    /// RFC 5321 §4.2.1: 4 is for now, 5 for good; anything else is a server that does not know what it says.
    private func failure(_ reply: SMTPReply, _ what: String) -> SendingOutcome {
        let problem = "the mail server answered `\(reply.words)` to \(what)"
        return (500..<600).contains(reply.code) ? .refused(problem) : .later(problem)
    }

    /// A line that is only a dot would end the message (RFC 5321 §4.5.2).
    private static func stuffed(_ content: String) -> String {
        let lines = content.components(separatedBy: "\r\n").map { $0.hasPrefix(".") ? "." + $0 : $0 }
        var text = lines.joined(separator: "\r\n")
        if !text.hasSuffix("\r\n") { text += "\r\n" }
        return text + ".\r\n"
    }
}
