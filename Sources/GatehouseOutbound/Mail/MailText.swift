import Foundation
import GatehouseDocuments
import GatehouseModel
import GatehouseService

/// One message as it stands after `DATA`: headers and two parts, in ASCII, with CRLF and without dot-stuffing.
///
/// Whatever a device calls itself, no header can be ended by it: subject and names are encoded words as soon as they
/// hold anything but plain ASCII, and control characters are never written.
struct MailText {
    let text: String

    init(_ message: OutgoingMessage, from: MailAddress) {
        let boundary = "=_\(message.id)"
        let headers = [
            ("From", Self.mailbox(from)),
            ("To", "<\(message.recipient)>"),
            ("Subject", Self.words(message.text.subject)),
            ("Date", Self.date(message.notice.createdAt)),
            // The same at every attempt, so that who gets it twice can tell.
            ("Message-ID", "<\(message.id)@\(from.domain)>"),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Content-Language", message.text.locale),
            ("MIME-Version", "1.0"),
            ("Content-Type", "multipart/alternative;\r\n boundary=\"\(boundary)\""),
        ]
        var lines = headers.map { "\($0.0): \($0.1)" }
        lines.append("")
        for (type, body) in [("plain", message.text.text), ("html", message.text.html)] {
            lines += [
                "--\(boundary)", "Content-Type: text/\(type); charset=utf-8",
                "Content-Transfer-Encoding: quoted-printable", "", QuotedPrintable.encode(body),
            ]
        }
        lines += ["--\(boundary)--", ""]
        text = lines.joined(separator: "\r\n")
    }

    private static func mailbox(_ address: MailAddress) -> String {
        guard !address.name.isEmpty else { return "<\(address.address)>" }
        let isPlain = address.name.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        return (isPlain ? "\"\(address.name)\"" : words(address.name)) + " <\(address.address)>"
    }

    /// Plain where it is short ASCII, else encoded words of at most 75 characters, one a line (RFC 2047 §2).
    static func words(_ text: String) -> String {
        let isPlain = text.utf8.count <= 60 && text.utf8.allSatisfy { (0x20...0x7E).contains($0) }
        guard !isPlain || text.contains("=?") else { return text }
        var words = [String]()
        var bytes = [UInt8]()
        func flush() {
            guard !bytes.isEmpty else { return }
            words.append("=?utf-8?B?\(Data(bytes).base64EncodedString())?=")
            bytes = []
        }
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > 45 { flush() }
            bytes += next
        }
        flush()
        return words.joined(separator: "\r\n ")
    }

    /// As `Sun, 22 Nov 2026 03:26:01 +0000` (RFC 5322 §3.3).
    static func date(_ instant: Instant) -> String {
        let text = instant.description
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.prefix(10).split(separator: "-")
        guard parts.count == 3, let month = Int(parts[1]), (1...12).contains(month) else { return text }
        // 1970-01-01 was a Thursday.
        let day = Int(max(instant.milliseconds, 0) / 86_400_000 % 7)
        let time = text.dropFirst(11).prefix(8)
        return "\(days[day]), \(parts[2]) \(months[month - 1]) \(parts[0]) \(time) +0000"
    }
}
