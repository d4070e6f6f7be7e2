import GatehouseDocuments
import GatehouseModel

/// Fills a template with a notice.
///
/// Names, findings and words of devices are foreign text: control characters, line breaks and marks that turn the
/// direction of writing become spaces, and in HTML everything is escaped.
enum NoticeRendering {
    private static let mostRequirements = 50

    static func render(_ notice: Notice, _ template: NotificationTemplate, locale: String) -> NoticeText? {
        guard let message = template.message(for: locale) else { return nil }
        let words = NoticeWords(locale: message.locale)
        let fill = { (placeholder: TemplateText.Placeholder) in
            value(of: placeholder, notice, template.branding, words)
        }
        let subject = line(message.subject.filled(fill), most: 200)
        var text = message.text.filled(fill)
        while text.last?.isNewline == true { text.removeLast() }
        let signature = [template.branding.organisation, template.branding.contact].filter { !$0.isEmpty }
        if !signature.isEmpty { text += "\n\n-- \n" + signature.map { line($0) }.joined(separator: "\n") }
        return NoticeText(
            locale: message.locale, subject: subject, text: text + "\n",
            html: html(subject, text, locale: message.locale))
    }

    private static func value(
        of placeholder: TemplateText.Placeholder, _ notice: Notice, _ branding: NotificationTemplate.Branding,
        _ words: NoticeWords
    ) -> String {
        switch placeholder {
        case .deviceName: line(notice.device?.name ?? notice.particulars[.deviceName] ?? "")
        case .deviceID: notice.device?.id.description ?? ""
        case .devicePlatform: notice.device?.platform.rawValue ?? notice.particulars[.devicePlatform] ?? ""
        case .policy: line(notice.policy)
        case .requirements: requirements(of: notice, words)
        case .graceEnd: notice.deadline.map(words.time) ?? ""
        case .organisation: line(branding.organisation)
        case .contact: line(branding.contact)
        case .action: line(notice.particulars[.action] ?? "")
        case .requestedBy: line(notice.particulars[.requestedBy] ?? "")
        case .reference: line(notice.particulars[.reference] ?? "")
        case .devices: line(notice.particulars[.devices] ?? "")
        }
    }

    private static func requirements(of notice: Notice, _ words: NoticeWords) -> String {
        var lines = [String]()
        for shortfall in notice.requirements.prefix(mostRequirements) {
            let found = words.finding(wanted: line(shortfall.wanted), found: line(shortfall.found))
            lines.append("- \(line(shortfall.requirement)): \(found)")
            if !shortfall.remediation.isEmpty { lines.append("  \(line(shortfall.remediation, most: 1000))") }
        }
        if notice.requirements.count > mostRequirements { lines.append("- …") }
        return lines.joined(separator: "\n")
    }

    /// The text on one line: what would break it, hide in it or turn it around is a space.
    static func line(_ text: String, most: Int = 300) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(most) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .format, .surrogate: scalars.append(" ")
            default: scalars.append(scalar)
            }
        }
        return String(scalars).split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }

    private static func html(_ subject: String, _ text: String, locale: String) -> String {
        let paragraphs = text.split(separator: "\n\n", omittingEmptySubsequences: true).map { paragraph in
            let lines = paragraph.split(separator: "\n", omittingEmptySubsequences: true).map {
                HTMLText.escaped(String($0))
            }
            return "<p>\(lines.joined(separator: "<br>\n"))</p>"
        }
        return """
            <!DOCTYPE html>
            <html lang="\(HTMLText.escaped(locale))">
            <head><meta charset="utf-8"><title>\(HTMLText.escaped(subject))</title></head>
            <body style="font-family: sans-serif">
            \(paragraphs.joined(separator: "\n"))
            </body>
            </html>

            """
    }
}

/// The few words that are not a template's own.
struct NoticeWords {
    private let isGerman: Bool

    init(locale: String) { isGerman = locale.prefix { $0 != "-" } == "de" }

    func finding(wanted: String, found: String) -> String {
        isGerman ? "verlangt ist \(wanted), gefunden wurde \(found)" : "wanted is \(wanted), found was \(found)"
    }

    /// To the minute, in UTC: which zone its reader lives in is not known.
    func time(_ instant: Instant) -> String {
        let text = instant.description
        let date = text.prefix { $0 != "T" }.split(separator: "-").map(String.init)
        let time = text.drop { $0 != "T" }.dropFirst().prefix(5)
        return isGerman && date.count == 3
            ? "\(date[2]).\(date[1]).\(date[0]), \(time) Uhr (UTC)" : "\(date.joined(separator: "-")) \(time) UTC"
    }
}
