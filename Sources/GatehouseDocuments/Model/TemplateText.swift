/// A text with places that are filled in, as `{{device.name}}`.
public struct TemplateText: Hashable, Sendable {
    /// What can be filled in; where a notice does not have it, nothing is.
    public enum Placeholder: String, Sendable, Hashable, CaseIterable {
        /// The device's name.
        case deviceName = "device.name"
        /// The device's id.
        case deviceID = "device.id"
        /// The device's platform.
        case devicePlatform = "device.platform"
        /// The policy that caused the notice.
        case policy
        /// What is wrong and how to mend it, one requirement a line.
        case requirements
        /// By when something must be done.
        case graceEnd = "grace.end"
        /// The organisation's name.
        case organisation
        /// Where people find help.
        case contact
        /// The kind of an action.
        case action
        /// Who asked for it.
        case requestedBy
        /// The id of what can be approved.
        case reference
        /// How many devices.
        case devices
    }

    /// One stretch of a text.
    public enum Part: Hashable, Sendable {
        case text(String)
        case placeholder(Placeholder)
    }

    /// Why a text cannot be a template, in words, perhaps with a `hint:` on its second line.
    public struct Problem: Error, Hashable, Sendable {
        /// Lower case, no full stop.
        public var message: String
    }

    /// As it was written.
    public let text: String
    /// In order.
    public let parts: [Part]

    /// Reads the text; refuses a placeholder that nobody knows and one that does not end.
    public init(_ text: String) throws(Problem) {
        var parts = [Part]()
        var rest = text[...]
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Problem(message: "a placeholder begins with `{{` and does not end\nhint: write `{{device.name}}`")
            }
            var name = rest[open.upperBound..<close.lowerBound]
            while name.first == " " { name.removeFirst() }
            while name.last == " " { name.removeLast() }
            guard let placeholder = Placeholder(rawValue: String(name)) else {
                let names = Placeholder.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(message: "there is no placeholder `{{\(name)}}`\nhint: the placeholders are \(names)")
            }
            parts.append(.placeholder(placeholder))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        self.text = text
        self.parts = parts
    }

    /// The text with every place filled in.
    public func filled(_ value: (Placeholder) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .placeholder(let placeholder): value(placeholder)
            }
        }.joined()
    }
}
