import ArgumentParser
import Foundation
import GatehouseCommands
import GatehouseModel
import GatehouseServer

/// `gatehouse backup`: a copy of all that a server keeps, made beside it while it runs.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy all that a server keeps, on its own machine, while it runs.",
        discussion: """
            Whoever reads the copy can be the server: keep it encrypted, and elsewhere.
            Data in PostgreSQL is copied by pg_dump, which must not be older than the database.
            Put it back with: gatehouse restore FOLDER --data-dir DIR
            """)

    @Argument(help: "Folder to make; one that is there already is refused.") var folder: String
    @Option(help: "Folder of all that the server keeps.") var dataDir: String?
    @Option(help: "File of the settings, in place of gatehouse.yaml in that folder.") var config: String?
    @Option(help: "URL of PostgreSQL that the data is in; empty is SQLite in the data folder.") var database: String?
    @Option(help: "File of the key that secrets are sealed under; empty is secrets.key in the data folder.")
    var secretsKeyFile: String?

    func run() async throws {
        let flags = [
            Setting.dataDir: dataDir, .config: config, .database: database, .secretsKeyFile: secretsKeyFile,
        ].compactMapValues { $0 }
        try await reporting {
            let backup = try ServerBackup(flags: flags, environment: ProcessInfo.processInfo.environment)
            let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            let made = try await backup.make(in: folder, at: now)
            print("\(folder): \(made.files) files, \(made.size), as of \(made.madeAt)")
            for remark in made.remarks { print(remark) }
        }
    }
}

/// `gatehouse restore`: what `gatehouse backup` made, put back.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup back into an empty data folder, before a server is started.",
        discussion: """
            Every file is compared with what was backed up before anything is written. With --database the data goes \
            into that empty database of PostgreSQL, also from a backup of SQLite's.
            """)

    @Argument(help: "Folder that `gatehouse backup` made.") var folder: String
    @Option(help: "Folder of all that the server will keep; empty, or not there yet.") var dataDir: String?
    @Option(help: "File of the settings, in place of gatehouse.yaml in that folder.") var config: String?
    @Option(help: "URL of an empty database of PostgreSQL for the data.") var database: String?
    @Flag(help: "Put back the database alone, and leave the data folder as it is.") var databaseOnly = false

    func run() async throws {
        let flags = [Setting.dataDir: dataDir, .config: config, .database: database].compactMapValues { $0 }
        try await reporting {
            let environment = ProcessInfo.processInfo.environment
            let backup = try ServerBackup(flags: flags, environment: environment)
            let restored = try await backup.restore(from: folder, databaseOnly ? .databaseAlone : .everything)
            let path = dataDir ?? environment[Setting.dataDir.variable] ?? Setting.dataDir.usual
            let places = [databaseOnly ? nil : path, restored.place].compactMap(\.self).joined(separator: " and ")
            print(
                """
                \(places): \(restored.files) files, \(restored.size), as of \(restored.madeAt)
                Start the server, then revoke again whatever was revoked after that time: it is good again.
                """)
            for remark in restored.remarks { print("warning: \(remark)") }
        }
    }
}

extension ParsableCommand {
    fileprivate func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ConfigurationError {
            throw CommandFailure(.failed, error.message, hint: error.hint)
        }
    }
}

extension ServerBackup.Summary {
    fileprivate var size: String { bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB" }
}
