import Synchronization

/// Where people reach the server: as its settings say, else on this machine at the port that it listens on.
///
/// Passkeys belong to its host, tokens name it as their issuer, and forms from elsewhere are refused.
public final class PublicOrigin: Sendable {
    private let given: String?
    private let port = Mutex<Int?>(nil)

    /// Takes the setting: `https://login.example.org:8443` without a path, or nothing.
    public init(_ given: String) { self.given = given.isEmpty ? nil : given }

    /// Says which port was taken; needed where the setting is empty.
    public func listens(on port: Int) { self.port.withLock { $0 = port } }

    /// The origin, as browsers write it: without a slash at the end, and without the port 443.
    public var text: String {
        if let given { return given }
        let port = port.withLock { $0 } ?? 443
        return port == 443 ? "https://localhost" : "https://localhost:\(port)"
    }
}
