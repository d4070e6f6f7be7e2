import Foundation
import GatehouseTestSupport

/// Runs the machine's own `openssl`, as a second opinion.
enum OpenSSL {
    /// Exit status and everything that it printed.
    static func run(_ arguments: String...) throws -> (status: Int32, output: String) {
        try run(arguments)
    }

    static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let file = NSTemporaryDirectory() + "gatehouse-openssl-" + UUID().uuidString
        defer { unlink(file) }
        let status = try ToolProcess(["openssl"] + arguments, output: file).wait()
        return (status, (try? String(contentsOfFile: file, encoding: .utf8)) ?? "")
    }
}

/// A folder that goes away with its owner.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "gatehouse-authority-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
        return "\(path)/\(name)"
    }

    func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }
}
