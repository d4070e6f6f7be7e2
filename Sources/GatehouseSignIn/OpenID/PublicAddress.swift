/// The names that people and programs reach this server by.
///
/// Tokens, assertions and metadata name the server by an address: it is the one that was asked for, if it is among the
/// names that the server has, so that nobody makes it speak for another.
public struct PublicAddress: Hashable, Sendable {
    private let names: Set<String>

    /// Names as they stand in the server's certificate: `*` stands for one label.
    public init(names: some Sequence<String>) { self.names = Set(names.map { $0.lowercased() }) }

    /// `https://HOST:PORT` for the host and port that were asked for; `nil` when the server does not have that name.
    public func base(asked authority: String?) -> String? {
        guard let authority = authority?.lowercased(), let host = Self.host(of: authority) else { return nil }
        let parent = host.split(separator: ".", maxSplits: 1).dropFirst().first.map { "*.\($0)" }
        guard names.contains(host) || parent.map(names.contains) == true else { return nil }
        return "https://\(authority)"
    }

    /// The host without its port, an address of version 6 without its brackets.
    private static func host(of authority: String) -> String? {
        let isPlain = authority.utf8.allSatisfy { byte in
            "abcdefghijklmnopqrstuvwxyz0123456789-._:[]".utf8.contains(byte)
        }
        guard isPlain, !authority.isEmpty else { return nil }
        if authority.first == "[" {
            guard let end = authority.firstIndex(of: "]") else { return nil }
            return String(authority[authority.index(after: authority.startIndex)..<end])
        }
        return authority.split(separator: ":", maxSplits: 1).first.map(String.init)
    }
}
