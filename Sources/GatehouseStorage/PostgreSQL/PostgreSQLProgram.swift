import Foundation

/// One of PostgreSQL's own programs on this machine.
struct PostgreSQLProgram {
    private let name: String
    private let path: String
    private let environment: [String: String]

    /// Looks for the program in `PATH`; throws with what to install where it is not found.
    init(_ name: String, environment: [String: String]) throws(StoreOpeningError) {
        let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
        let places: [String] = folders.map { "\($0)/\(name)" }
        guard let path = places.first(where: { access($0, X_OK) == 0 }) else {
            throw StoreOpeningError("`\(name)` is not installed here", hint: Self.installation)
        }
        self.name = name
        self.path = path
        self.environment = environment
    }

    private static let installation = "install PostgreSQL's client programs: apt install postgresql-client"

    /// Runs it and waits; throws with what it said last where it fails.
    ///
    /// - Returns: what it wrote to its output if that was wanted.
    @discardableResult
    func run(
        _ arguments: [String], secrets: [String: String] = [:], wantsOutput: Bool = false
    ) throws(StoreOpeningError) -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment.merging(secrets) { $1 }.merging(["LC_ALL": "C"]) { $1 }
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = wantsOutput ? pipe : FileHandle.nullDevice
        process.standardError = wantsOutput ? FileHandle.nullDevice : pipe
        do {
            try process.run()
        } catch {
            throw StoreOpeningError("`\(path)` cannot be run: \(error.localizedDescription)", hint: Self.installation)
        }
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0, process.terminationReason == .exit else {
            throw failure(wantsOutput ? "" : said)
        }
        return said
    }

    private func failure(_ said: String) -> StoreOpeningError {
        guard !said.contains("server version mismatch"), !said.contains("unsupported version") else {
            let versions = said.split(separator: "\n").last { $0.contains("version:") || $0.contains("version (") }
            return StoreOpeningError(
                "`\(path)` is older than the database or the dump\(versions.map { " (\(Self.line($0)))" } ?? "")",
                hint: "install the client programs of the server's version, and put them first in PATH")
        }
        guard !said.contains("unrecognized configuration parameter") else {
            let words = said.split(separator: "\n").first { $0.contains("unrecognized configuration parameter") } ?? ""
            return StoreOpeningError(
                "`\(path)` is newer than the database's server: \(Self.line(words))",
                hint: "install the client programs of the server's own major version, and put them first in PATH")
        }
        let errors = said.split(separator: "\n").filter { $0.contains("error:") || $0.contains("FATAL:") }
        let words = errors.first ?? said.split(separator: "\n").last ?? "it gave no reason"
        return StoreOpeningError("`\(name)` failed: \(Self.line(words))")
    }

    /// Without the program's own name, and nothing that a terminal would take for a command.
    private static func line(_ text: some StringProtocol) -> String {
        let words = text.split(separator: ": ").drop { $0.hasPrefix("pg_") || ["error", "detail"].contains($0) }
        return words.joined(separator: ": ").filter { !$0.unicodeScalars.contains { $0.value < 32 } }
    }
}
