/// The weak version of a resource (RFC 7644 §3.14), whose text the caller makes: `W/"3694e05e9dff590"`.
public struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// Between the quotes.
    public let text: String

    /// A version; `nil` when the text holds what a tag cannot (RFC 9110 §8.8.3), or a comma, which separates tags.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ $0 == 0x21 || (0x23...0x7E).contains($0) && $0 != 0x2C }) else { return nil }
        self.text = text
    }

    /// A version by its number.
    public init(_ number: some BinaryInteger) { text = String(number) }

    /// As in the header ETag.
    public var description: String { "W/\"\(text)\"" }
}

/// The header If-Match or If-None-Match (RFC 9110 §13.1).
public enum EntityTagCondition: Hashable, Sendable {
    /// `*`: any version.
    case any
    /// One of these.
    case tags([EntityTag])

    /// Reads the header's value, weak and strong tags alike, since ours are weak; `nil` for what is no list of tags and
    /// for more than 32.
    public init?(_ header: String) {
        let parts = header.split(separator: ",", maxSplits: 32).map { $0.trimmingSpaces() }
        guard parts != ["*"] else {
            self = .any
            return
        }
        var tags = [EntityTag]()
        for part in parts {
            let plain = part.hasPrefix("W/") ? part.dropFirst(2) : part
            guard plain.count >= 2, plain.first == "\"", plain.last == "\"",
                let tag = EntityTag(String(plain.dropFirst().dropLast()))
            else { return nil }
            tags.append(tag)
        }
        guard !tags.isEmpty, tags.count <= 32 else { return nil }
        self = .tags(tags)
    }

    /// The condition of a change, by the header If-Match: `nil` when there is none.
    ///
    /// Refuses what cannot be read: to go on without the condition would overwrite what the client has not seen.
    public static func required(byIfMatch header: String?) throws(SCIMError) -> EntityTagCondition? {
        guard let header else { return nil }
        guard let condition = EntityTagCondition(header) else {
            throw SCIMError(.invalidValue, "the header `If-Match` is \(quoted(header)), which is no list of versions")
        }
        return condition
    }

    /// Whether a resource of this version is meant; `nil` stands for a resource that does not exist.
    public func matches(_ version: EntityTag?) -> Bool {
        guard let version else { return false }
        switch self {
        case .any: return true
        case .tags(let tags): return tags.contains(version)
        }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
