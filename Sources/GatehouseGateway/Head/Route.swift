/// What a request asks for.
enum Route: Equatable {
    /// A decision on the application whose name lies at the slice.
    case decide(RequestHead.Slice)
    /// The report on a decision, whose id the query names if it names one.
    case denied(query: RequestHead.Slice)
    case health
    case unknown

    private static let decidePrefix: StaticString = "/access/decide/"
    private static let deniedPath: StaticString = "/access/denied"
    private static let healthPath: StaticString = "/access/healthz"
    /// No name of an application may be longer, in bytes.
    private static let longestName = 253

    /// Reads the target; a query after a decision's path means nothing and is ignored.
    init(_ bytes: Span<UInt8>, target: RequestHead.Slice) {
        let range = target.range
        var pathEnd = range.lowerBound
        while pathEnd < range.upperBound, bytes[pathEnd] != UInt8(ascii: "?") { pathEnd += 1 }
        let path = range.lowerBound..<pathEnd
        if path.count > Self.decidePrefix.utf8CodeUnitCount, bytes.begins(Self.decidePrefix, at: path.lowerBound) {
            let name = path.dropFirst(Self.decidePrefix.utf8CodeUnitCount)
            self = Self.isName(bytes, name) ? .decide(.init(name)) : .unknown
        } else if Self.isExactly(Self.deniedPath, bytes, path) {
            self = .denied(query: .init(min(pathEnd + 1, range.upperBound)..<range.upperBound))
        } else if Self.isExactly(Self.healthPath, bytes, path) {
            self = .health
        } else {
            self = .unknown
        }
    }

    private static func isExactly(_ literal: StaticString, _ bytes: Span<UInt8>, _ path: Range<Int>) -> Bool {
        path.count == literal.utf8CodeUnitCount && bytes.begins(literal, at: path.lowerBound)
    }

    /// Unreserved bytes only (RFC 3986 §2.3): a name never needs percent-encoding.
    private static func isName(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count <= longestName else { return false }
        for index in range {
            switch bytes[index] {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                continue
            default: return false
            }
        }
        return true
    }
}
