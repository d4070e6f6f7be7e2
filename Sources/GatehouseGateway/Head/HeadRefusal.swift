/// Why the bytes of a connection are not a request that this listener answers.
enum HeadRefusal: Error, Hashable, CaseIterable {
    /// Not HTTP/1: a stray CR, LF or NUL, a folded line, a name that is no token, no or two hosts.
    case malformed
    /// A trusted header appears twice, so that nobody can say which one the proxy wrote.
    case duplicateHeader
    /// A body is announced; this listener reads none.
    case body
    case method
    case version
    case tooLarge
    /// The head did not arrive in time.
    case timeout

    /// The status line's code and phrase.
    var status: String {
        switch self {
        case .malformed, .duplicateHeader, .body: "400 Bad Request"
        case .method: "405 Method Not Allowed"
        case .version: "505 HTTP Version Not Supported"
        case .tooLarge: "431 Request Header Fields Too Large"
        case .timeout: "408 Request Timeout"
        }
    }
}
