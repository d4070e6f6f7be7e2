import NIOHTTP1

extension HTTPRequestHead {
    /// The length that the head announces, if it is a number.
    var contentLength: Int? { headers.first(name: "content-length").flatMap { Int($0) } }

    /// Whether a body of unknown length follows.
    var isChunked: Bool { headers.contains(name: "transfer-encoding") }

    /// The path, and the query as it is written.
    var target: (path: String, query: [String: String]) {
        guard let mark = uri.firstIndex(of: "?") else { return (uri, [:]) }
        var query = [String: String]()
        for pair in uri[uri.index(after: mark)...].split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { query[String(parts[0])] = String(parts[1]) }
        }
        return (String(uri[..<mark]), query)
    }
}
