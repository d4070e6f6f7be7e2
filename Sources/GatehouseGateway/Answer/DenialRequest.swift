import GatehouseModel

/// A request for the report on a denial, taken out of its head.
struct DenialRequest: Sendable, Equatable {
    /// `nil` when the query names no decision.
    var decision: DecisionID?
    var wantsPage: Bool
    /// As `Accept-Language` has them, the one liked best first.
    var languages: [String]
    /// A `HEAD`: the fields of the answer without its body.
    var isHead: Bool
    var closes: Bool

    init(_ head: RequestHead, query: RequestHead.Slice, _ bytes: Span<UInt8>) {
        decision = Self.decision(inQuery: bytes.text(query))
        wantsPage = MediaPreference(accept: bytes.text(head.accept)).prefersPage
        languages = Self.languages(bytes.text(head.acceptLanguage))
        isHead = head.method == .head
        closes = head.closes
    }

    /// The languages of an `Accept-Language` header by their quality (RFC 9110 §12.5.4), at most eight.
    static func languages(_ header: String) -> [String] {
        let ranges = header.split(separator: ",").prefix(8).compactMap { range -> (tag: String, quality: Double)? in
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, (1...16).contains(tag.utf8.count), tag != "*" else { return nil }
            let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return quality > 0 ? (tag, quality) : nil
        }
        // What is liked equally stays in its order.
        return ranges.enumerated().sorted { ($1.element.quality, $0.offset) < ($0.element.quality, $1.offset) }
            .map(\.element.tag)
    }

    private static func decision(inQuery query: String) -> DecisionID? {
        for part in query.split(separator: "&") where part.hasPrefix("decision=") {
            return DecisionID(String(part.dropFirst("decision=".count)))
        }
        return nil
    }
}

/// What an `Accept` header prefers (RFC 9110 §12.5.1): a page only for who asks for HTML, as browsers do.
struct MediaPreference {
    private var page = 0.0
    private var document = 0.0

    init(accept: String) {
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map(Self.trimmed)
            guard let type = parts.first else { continue }
            var quality = 1.0
            for parameter in parts.dropFirst() where parameter.hasPrefix("q=") {
                quality = Double(parameter.dropFirst(2)) ?? 0
            }
            switch type {
            case "text/html", "application/xhtml+xml", "text/*": page = max(page, quality)
            case "application/problem+json", "application/json": document = max(document, quality)
            default: break
            }
        }
    }

    var prefersPage: Bool { page > 0 && page >= document }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text.lowercased()
    }
}
