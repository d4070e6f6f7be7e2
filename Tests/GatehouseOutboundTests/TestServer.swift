import Foundation
import GatehouseModel
import GatehouseTestSupport
import Glibc
import Testing

/// A real mail server or webhook receiver in a process of its own, which ends with the last reference to it.
final class TestServer: Sendable {
    /// What the server takes from its configuration; see the scripts in `Servers`.
    struct Configuration: Encodable {
        var folder = ""
        var certificate = ""
        var key = ""
        var mode = "startTLS"
        var user = ""
        var password = ""
        var secret = ""
        var answers = [String]()
    }

    let folder: TemporaryDirectory
    let port: Int
    /// The authority of the server's certificate.
    let roots: String
    private let process: ToolProcess

    /// Starts `Servers/NAME.py` with a certificate for `name`.
    init(_ script: String, _ configuration: Configuration, name: String = "localhost") async throws {
        folder = try TemporaryDirectory()
        let pki = try TestPKI(now: Instant(seconds: Int64(Date().timeIntervalSince1970)))
        var leaf = TestPKI.Leaf.localServer
        if name != "localhost" {
            leaf.dnsNames = [name]
            leaf.addresses = []
        }
        let issued = try pki.issue(leaf)
        var configuration = configuration
        configuration.folder = folder.path
        configuration.certificate = folder.file("server.pem")
        configuration.key = folder.file("server.key")
        roots = folder.file("ca.pem")
        try issued.chainPEM.write(toFile: configuration.certificate, atomically: true, encoding: .utf8)
        try issued.keyPEM.write(toFile: configuration.key, atomically: true, encoding: .utf8)
        try pki.rootPEM.write(toFile: roots, atomically: true, encoding: .utf8)
        try JSONEncoder().encode(configuration).write(to: URL(fileURLWithPath: folder.file("configuration.json")))
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Servers/\(script).py").path
        // Debian's own interpreter: it has Debian's packages.
        process = try ToolProcess(
            ["/usr/bin/python3", source, folder.file("configuration.json")], output: folder.file("out"))
        port = try await Self.port(in: folder)
    }

    deinit {
        process.signal(SIGKILL)
        process.wait()
    }

    /// What it took, in order.
    func taken<Request: Decodable>(_ type: Request.Type = Request.self) throws -> [Request] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".json") && $0.first?.isNumber == true }.sorted()
            .map { try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: folder.file($0)))) }
    }

    /// The commands that it was given.
    var log: [String] {
        let text = try? String(contentsOfFile: folder.file("log"), encoding: .utf8)
        return text?.split(separator: "\n").map(String.init) ?? []
    }

    private static func port(in folder: TemporaryDirectory) async throws -> Int {
        for _ in 0..<600 {
            if let text = try? String(contentsOfFile: folder.file("port"), encoding: .utf8), let port = Int(text) {
                return port
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        let words = try? String(contentsOfFile: folder.file("out"), encoding: .utf8)
        throw StartFailure(words: words ?? "the server said nothing")
    }

    struct StartFailure: Error {
        var words: String
    }
}
