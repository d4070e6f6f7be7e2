import ArgumentParser
import Foundation
import GatehouseClient
import GatehouseCommands
import GatehouseModel
import GatehouseServer
import GatehouseWire

/// `gatehouse doctor`: what `gatehouse serve` depends on, looked at from the server's own machine.
struct DoctorCommand: AsyncParsableCommand {
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check a server's health on its own machine, and say how to mend it.",
        discussion: "Ends with 0 when all is good, with 8 when something should be looked at, with 1 when it is broken."
    )

    @Option(help: "Folder of all that the server keeps.") var dataDir: String?
    @Option(help: "File of the settings, in place of gatehouse.yaml in that folder.") var config: String?
    @Option(help: "URL of PostgreSQL that the data is in; empty is SQLite in the data folder.") var database: String?
    @Option(help: "File of the key that secrets are sealed under; empty is secrets.key in the data folder.")
    var secretsKeyFile: String?
    @Flag(help: "Read the whole database, too, which takes its time.") var thorough = false
    @Option(name: .shortAndLong, help: "Form of the result: text or json.") var output = Form.text

    func run() async throws {
        let flags = [
            Setting.dataDir: dataDir, .config: config, .database: database, .secretsKeyFile: secretsKeyFile,
        ].compactMapValues { $0 }
        let doctor = ServerDoctor(
            flags: flags, environment: ProcessInfo.processInfo.environment, isThorough: thorough, ask: Self.ask)
        let report = await doctor.examine(at: Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)))
        print(output == .json ? String(decoding: report.json.serialised(), as: UTF8.self) : report.text)
        guard report.exitStatus != 0 else { return }
        throw CommandFailure(CommandExit(rawValue: report.exitStatus) ?? .failed, "")
    }

    /// Why the server is not ready, in the client's words.
    private static let ask: ServerDoctor.Question = { url, authority in
        do {
            return try await HTTPTransport.connected(
                to: ServerConnection(server: url, authority: authority, token: "")
            ) { transport in
                let answer = try await transport.send(APIRequest(.get, "/readyz"))
                return answer.status == 200 ? nil : "it is not ready: \(String(decoding: answer.body, as: UTF8.self))"
            }
        } catch let error as ClientError {
            return error.message
        } catch {
            return "\(error)"
        }
    }
}
