/// What messages say, in the languages that an organisation's people read.
public struct NotificationTemplate: Hashable, Sendable {
    /// The text in one language.
    public struct Message: Hashable, Sendable {
        /// A language tag such as `en`, `de` or `de-AT`.
        public var locale: String
        /// One line.
        public var subject: TemplateText
        /// Plain text; the HTML part of an e-mail is made from it, and markup in it is shown, not obeyed.
        public var text: TemplateText

        /// A text in one language.
        public init(locale: String, subject: TemplateText, text: TemplateText) {
            self.locale = locale
            self.subject = subject
            self.text = text
        }
    }

    /// Whose messages they are.
    public struct Branding: Hashable, Sendable {
        /// The organisation's name; empty says nothing.
        public var organisation: String
        /// Where people find help: an address, a number or a page; empty says nothing.
        public var contact: String

        /// Nothing unless said.
        public init(organisation: String = "", contact: String = "") {
            self.organisation = organisation
            self.contact = contact
        }
    }

    /// What policies call it.
    public var name: String
    /// For people; may be empty.
    public var description: String
    /// The language for those whose own is not known or not here; one of ``messages``.
    public var defaultLocale: String
    /// Whose messages they are.
    public var branding: Branding
    /// At least one, each of another language.
    public var messages: [Message]

    /// A template of these languages; nothing is checked.
    public init(
        name: String, description: String = "", defaultLocale: String, branding: Branding = Branding(),
        messages: [Message]
    ) {
        self.name = name
        self.description = description
        self.defaultLocale = defaultLocale
        self.branding = branding
        self.messages = messages
    }

    /// The text for somebody who reads `locale`: of that very tag, else of its language, else of the default.
    public func message(for locale: String) -> Message? {
        let wanted = locale.lowercased()
        let language = wanted.prefix { $0 != "-" }
        return messages.first { $0.locale.lowercased() == wanted }
            ?? messages.first { $0.locale.lowercased() == language }
            ?? messages.first { $0.locale == defaultLocale }
    }

    /// Whether it is a language tag that a template may have: a language of two or three letters, perhaps a region.
    public static func isLocale(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let language = parts.first, (2...3).contains(language.count),
            language.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return false }
        guard parts.count == 2 else { return parts.count == 1 }
        return parts[1].count == 2
            && parts[1].utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    }
}
