import Foundation
import GatehouseClient
import Testing

struct ServerConnectionTests {
    private func withDataFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, text) in files {
            try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
        try body(folder.path)
    }

    private func source(
        server: String? = nil, tokenFile: String? = nil, dataFolder: String? = nil
    ) -> ServerConnection.Source {
        ServerConnection.Source(server: server, authorityFile: nil, tokenFile: tokenFile, dataFolder: dataFolder)
    }

    @Test func `a data folder has all that is needed`() throws {
        let files = ["ca.pem": "root", "admin.token": "secret\n", "server.url": "https://127.0.0.1:9443\n"]
        try withDataFolder(files) { folder in
            let connection = try ServerConnection(source(dataFolder: folder))
            #expect(
                connection == ServerConnection(server: "https://127.0.0.1:9443", authority: "root", token: "secret"))
        }
    }

    @Test func `without a noted address the usual port is asked`() throws {
        try withDataFolder(["ca.pem": "root", "admin.token": "secret"]) { folder in
            let connection = try ServerConnection(source(dataFolder: folder))
            #expect(connection.server == "https://127.0.0.1:8443")
        }
    }

    @Test(arguments: [
        "http://gatehouse.example", "ftp://127.0.0.1", "gatehouse.example", "https://a/b", "https://a?b=c",
    ])
    func `an address that would leak the token or is none is refused`(address: String) throws {
        try withDataFolder(["t": "secret"]) { folder in
            #expect(throws: ClientError.self) {
                try ServerConnection(source(server: address, tokenFile: "\(folder)/t"))
            }
        }
    }

    @Test func `a token file that is not there is said`() {
        let error = #expect(throws: ClientError.self) {
            try ServerConnection(source(server: "https://a", tokenFile: "/nowhere/token"))
        }
        #expect(error?.message == "the token cannot be read from `/nowhere/token`")
        #expect(error?.code == .setup)
    }

    @Test func `without a server or folder it says what to pass`() {
        let error = #expect(throws: ClientError.self) { try ServerConnection(source()) }
        #expect(error?.hint == "pass --server URL, or --data-dir DIR on the server's machine")
    }
}
