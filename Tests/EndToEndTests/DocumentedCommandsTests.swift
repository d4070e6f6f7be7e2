import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    /// What the pages tell people to type.
    @Suite struct DocumentedCommandsTests {
        /// Every `$ gatehouse …` of every page, in the order of the pages' names.
        private static var commands: [[String]] {
            get throws {
                let pages = ["README.md", "examples/policies/README.md", "examples/nginx/README.md"]
                let howTo = try FileManager.default.contentsOfDirectory(
                    atPath: "\(Program.repository)/docs/how-to"
                ).map { "docs/how-to/\($0)" }
                return try (pages + howTo.sorted()).flatMap { page in
                    let text = try String(contentsOfFile: "\(Program.repository)/\(page)", encoding: .utf8)
                    return text.matches(of: #/\$ gatehouse (?<words>[^\n#]+)/#).map { match in
                        match.words.split(separator: " ").map(String.init)
                    }
                }
            }
        }

        @Test func `every command of gatehouse's that a page names works on a fresh server`() async throws {
            let server = try await RunningServer()
            try await server.admin("apply", "-f", "\(Program.repository)/examples/policies")
            let commands = try Self.commands
            #expect(commands.count >= 4)
            for words in commands where !words.contains(where: { $0 == $0.uppercased() && $0.contains { $0.isLetter } })
            {
                let words = words.map { word in
                    word.hasPrefix("examples/") ? "\(Program.repository)/\(word)" : word
                }
                // Some write files where they are run.
                let outcome = try await Program.run(
                    ["env", "--chdir", server.folder.path, Program.server] + words + ["--data-dir", server.data])
                #expect(outcome.status == 0, "gatehouse \(words.joined(separator: " ")): \(outcome.errors)")
            }
        }

        /// In the order of the page, over PostgreSQL: `URL`, `DIR` and their like stand for this test's own.
        @Test func `every command of the page of operations works on a server over PostgreSQL`() async throws {
            let database = try await PrivatePostgreSQL()
            var words = [String: String]()
            for name in ["URL", "NEWURL", "OTHERURL"] { words[name] = database.url(try await database.makeDatabase()) }
            let server = try await RunningServer(further: ["--database", words["URL"] ?? ""])
            try await server.admin("apply", "-f", "\(Program.repository)/examples/demo/application.yaml")
            words["DIR"] = server.data
            words["NEWDIR"] = server.folder.file("new")
            words["FOLDER"] = server.folder.file("backup")
            let page = try String(contentsOfFile: "\(Program.repository)/docs/operations.md", encoding: .utf8)
            let commands = page.matches(of: #/\n\$ gatehouse (?<words>[^\n#]+)/#).map { match in
                match.words.split(separator: " ").map { words[String($0)] ?? String($0) }
            }
            #expect(commands.count >= 13)
            for command in commands {
                let outcome = try await Program.run(
                    ["env", "--chdir", server.folder.path, Program.server] + command,
                    environment: Self.ports(of: command.contains(server.data) ? server : nil))
                // The doctor may find something to look at on a machine of tests, as a clock that nobody keeps right.
                let good: Set<Int32> = command.first == "doctor" ? [0, 8] : [0]
                #expect(
                    good.contains(outcome.status),
                    "gatehouse \(command.joined(separator: " ")): \(outcome.errors)\(outcome.output)")
            }
        }

        /// The settings by which the doctor knows where a server listens; any port where none runs.
        private static func ports(of server: RunningServer?) -> [String: String] {
            [
                "GATEHOUSE_PORT": server?.port, "GATEHOUSE_DEVICE_PORT": server?.devicePort,
                "GATEHOUSE_DECISION_PORT": server?.decisionPort, "GATEHOUSE_METRICS_PORT": server?.metricsPort,
            ].mapValues { "\($0 ?? 0)" }
        }

        @Test func `a backup as the page says is the same server again`() async throws {
            let server = try await RunningServer()
            var device = try await TestDevice.enrol(name: "laptop", at: server)
            try await device.report(["os.id": .known(.text("debian"))])
            let backup = server.folder.file("backup")
            try await server.admin("backup", backup)
            // What comes after the backup is lost with the folder.
            _ = try await TestDevice.enrol(name: "later", at: server)
            let root = try server.rootsPEM
            try await server.stop()

            let data = server.folder.file("restored")
            let outcome = try await Program.run([Program.server, "restore", backup, "--data-dir", data])
            #expect(outcome.status == 0, "\(outcome.errors)")
            let restored = try await RunningServer(data: data)
            #expect(try restored.rootsPEM == root)
            #expect(try await restored.devices().map(\.name) == ["laptop"])
            #expect(try await restored.detail(of: "laptop").device.name == "laptop")
        }
    }
}
