import ArgumentParser
import Foundation
import GatehouseCommands
import GatehouseModel
import GatehouseServer

/// `gatehouse backup`: a copy of all that a server keeps, made beside it while it runs.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy all that a server keeps, on its own machine, while it runs.",
        discussion: """
            Whoever reads the copy can be the server: keep it encrypted, and elsewhere.
            Put it back with: gatehouse restore FOLDER --data-dir DIR
            """)

    @Argument(help: "Folder to make; one that is there already is refused.") var folder: String
    @Option(help: "Folder of all that the server keeps.") var dataDir: String?
    @Option(help: "File of the settings, in place of gatehouse.yaml in that folder.") var config: String?

    func run() throws {
        let flags = [Setting.dataDir: dataDir, .config: config].compactMapValues { $0 }
        try reporting {
            let backup = try ServerBackup(flags: flags, environment: ProcessInfo.processInfo.environment)
            let now = Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            let made = try backup.make(in: folder, at: now)
            print("\(folder): \(made.files) files, \(made.size), as of \(made.madeAt)")
        }
    }
}

/// `gatehouse restore`: what `gatehouse backup` made, put back.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup back into an empty data folder, before a server is started.",
        discussion: "Every file is compared with what was backed up before anything is written.")

    @Argument(help: "Folder that `gatehouse backup` made.") var folder: String
    @Option(help: "Folder of all that the server will keep; empty, or not there yet.") var dataDir: String?

    func run() throws {
        try reporting {
            let path = dataDir ?? ProcessInfo.processInfo.environment[Setting.dataDir.variable] ?? Setting.dataDir.usual
            let restored = try ServerBackup(dataFolder: path).restore(from: folder)
            print(
                """
                \(path): \(restored.files) files, \(restored.size), as of \(restored.madeAt)
                Start the server, then revoke again whatever was revoked after that time: it is good again.
                """)
        }
    }
}

extension ParsableCommand {
    fileprivate func reporting(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ConfigurationError {
            throw CommandFailure(.failed, error.message, hint: error.hint)
        }
    }
}

extension ServerBackup.Summary {
    fileprivate var size: String { bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB" }
}
