import Foundation
import GatehouseKeys
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

        /// What stands within a sentence, often without all that it needs: it is there, and takes what it is given.
        @Test func `every command and flag that the page of operations or a how-to speaks of is one`() async throws {
            let howTo = try FileManager.default.contentsOfDirectory(atPath: "\(Program.repository)/docs/how-to")
            let programs = [("gatehouse", Program.server), ("gatehouse-agent", Program.agent)]
            var spoken = Set<[String]>()
            for page in ["operations.md"] + howTo.map({ "how-to/\($0)" }) {
                let text = try String(contentsOfFile: "\(Program.repository)/docs/\(page)", encoding: .utf8)
                for match in text.matches(of: #/`(?<words>gatehouse(-agent)? [a-z][^`]*)`/#) {
                    spoken.insert(match.words.split(whereSeparator: \.isWhitespace).map(String.init))
                }
            }
            #expect(spoken.count > 20)
            for words in spoken {
                let program = try #require(programs.first { $0.0 == words[0] }).1
                // The names of commands come first, and then what they are given.
                let names = words.dropFirst().prefix { $0.contains(/^[a-z][a-z-]*$/) }
                let help = try await Program.run([program] + names + ["--help"])
                let line: Comment = "\(words.joined(separator: " "))"
                #expect(help.status == 0, line)
                for flag in words where flag.hasPrefix("--") {
                    #expect(help.output.contains(flag.prefix { $0 != "=" }), line)
                }
            }
        }

        @Test func `a release that is signed as the page says is believed by who has the key's line`() async throws {
            let folder = try TemporaryDirectory()
            let page = try String(contentsOfFile: "\(Program.repository)/docs/operations.md", encoding: .utf8)
            let commands = page.matches(of: #/`scripts/sign-release.sh (?<words>[^`]+)`/#).map { match in
                match.words.split(separator: " ").map { word in
                    String(word).replacing(".build-release/release/gatehouse-agent", with: Program.agent)
                }
            }
            #expect(commands.map(\.count) == [2, 3])
            var outputs = [String]()
            for words in commands {
                let outcome = try await Program.run(
                    ["env", "--chdir", folder.path, "\(Program.repository)/scripts/sign-release.sh"] + words)
                try #require(outcome.status == 0, "\(outcome.errors)")
                outputs.append(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            let key = try #require(Data(base64Encoded: outputs[0]).flatMap { ReleaseKey(Array($0)) })
            let made = folder.file(outputs[1])
            let release = try SignedRelease(
                bytes: Array(try Data(contentsOf: URL(filePath: "\(made)/release.json"))))
            #expect(key.signed(release.manifest, release.signature))
            #expect(!key.signed(release.manifest + [0x20], release.signature))
            let manifest = try ReleaseManifest(bytes: release.manifest)
            #expect(made.hasSuffix("/\(manifest.version)"))
            #expect(manifest.artefacts.map(\.architecture) == ["x86_64"])
            #expect(
                FileManager.default.contentsEqual(atPath: "\(made)/x86_64", andPath: Program.agent),
                "the program is the one that was signed")
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
