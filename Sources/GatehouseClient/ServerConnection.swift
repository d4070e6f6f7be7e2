import Foundation

/// Which server to ask, whom to trust for it, and with what token.
public struct ServerConnection: Hashable, Sendable {
    /// `https://host:port`, without a path.
    public var server: String
    /// PEM of the root to trust; `nil` trusts what the machine trusts.
    public var authority: String?
    /// Bearer token of the native API; a secret.
    public var token: String

    /// Makes the connection from parts that were read already; nothing is checked.
    public init(server: String, authority: String?, token: String) {
        self.server = server
        self.authority = authority
        self.token = token
    }

    /// Where a connection's parts are to be found; what is not given comes from the data folder, if there is one.
    public struct Source: Hashable, Sendable {
        /// URL of the server; `nil` takes `server.url` of the data folder, or this machine's port 8443.
        public var server: String?
        /// PEM file of the root to trust; `nil` takes `ca.pem` of the data folder.
        public var authorityFile: String?
        /// File that holds the token; `nil` takes `admin.token` of the data folder.
        public var tokenFile: String?
        /// The server's own folder, on its own machine.
        public var dataFolder: String?

        /// Makes the source; no file is read yet.
        public init(server: String?, authorityFile: String?, tokenFile: String?, dataFolder: String?) {
            self.server = server
            self.authorityFile = authorityFile
            self.tokenFile = tokenFile
            self.dataFolder = dataFolder
        }
    }

    /// Reads the parts; refuses when one is missing, or when the token would travel over plain HTTP beyond this machine.
    public init(_ source: Source) throws(ClientError) {
        server = try Self.server(source)
        let authorityFile = source.authorityFile ?? source.dataFolder.map { "\($0)/ca.pem" }
        authority = try authorityFile.map { file throws(ClientError) in try Self.text(of: file, "the authority") }
        guard let tokenFile = source.tokenFile ?? source.dataFolder.map({ "\($0)/admin.token" }) else {
            throw ClientError(
                .setup, "no token file is given",
                hint: "pass --token-file FILE, or --data-dir DIR on the server's machine")
        }
        token = try Self.text(of: tokenFile, "the token").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func server(_ source: Source) throws(ClientError) -> String {
        var text = source.server
        if text == nil, let folder = source.dataFolder {
            text = try? String(contentsOfFile: "\(folder)/server.url", encoding: .utf8)
            text = text ?? "https://127.0.0.1:8443"
        }
        guard let text else {
            throw ClientError(
                .setup, "no server is given", hint: "pass --server URL, or --data-dir DIR on the server's machine")
        }
        let trimmed = text.trimmingCharacters(in: CharacterSet(charactersIn: "/").union(.whitespacesAndNewlines))
        guard let url = URL(string: trimmed), let host = url.host, url.path.isEmpty, url.query == nil else {
            throw ClientError(
                .setup, "`\(trimmed)` is not the URL of a server", hint: "as https://gatehouse.example:8443")
        }
        let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        guard url.scheme == "https" || (url.scheme == "http" && isLocal) else {
            throw ClientError(.setup, "`\(trimmed)` is not an https URL", hint: "a token is never sent in the clear")
        }
        return trimmed
    }

    private static func text(of file: String, _ what: String) throws(ClientError) -> String {
        do {
            return try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw ClientError(
                .setup, "\(what) cannot be read from `\(file)`", hint: "does it exist, and may you read it")
        }
    }
}
