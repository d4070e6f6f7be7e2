import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    /// Whole programs: a server, an agent, and two administrators.
    @Suite struct CustomComplianceTests {
        private struct Scene {
            let server: RunningServer
            let agent: TestAgent
            var file: String { agent.folder.file("health") }
        }

        private func scene(_ name: String) async throws -> Scene {
            let scene = Scene(server: try await RunningServer(), agent: try TestAgent(name))
            try await scene.agent.enrol(at: scene.server)
            // What the script looks at must be readable by nobody.
            chmod(scene.agent.folder.path, 0o755)
            return scene
        }

        private func second(_ server: RunningServer, _ words: String...) async throws -> Program.Outcome {
            let file = server.folder.file("second.token")
            if !FileManager.default.fileExists(atPath: file) {
                let secret = try await server.admin("token", "create", "second", "--role", "administrator")
                try secret.trimmingCharacters(in: .whitespacesAndNewlines)
                    .write(toFile: file, atomically: true, encoding: .utf8)
            }
            return try await Program.run(
                [Program.server] + words + ["--server", server.url, "--ca", server.roots, "--token-file", file])
        }

        /// A script of these lines, and a policy that wants `Healthy`.
        private func documents(_ lines: String...) -> String {
            """
            apiVersion: gatehouse/v1
            kind: ComplianceScript
            metadata: {name: health}
            spec:
              timeLimit: 3s
              settings: {Healthy: Boolean, Wear: Double}
              script: |
                #!/bin/sh
            \(lines.map { "    \($0)" }.joined(separator: "\n"))
            ---
            apiVersion: gatehouse/v1
            kind: CompliancePolicy
            metadata: {name: healthy}
            spec:
              customRules:
                script: health
                rules: {"Rules": [
                  {"SettingName": "Healthy", "Operator": "IsEquals", "DataType": "Boolean", "Operand": true,
                   "RemediationStrings": [
                     {"Language": "en_US", "Title": "Replace the disk.", "Description": "It said {ActualValue}."},
                     {"Language": "de_DE", "Title": "Platte tauschen.", "Description": "Sie sagt {ActualValue}."}]}]}
            """
        }

        private func pending(_ server: RunningServer) async throws -> String {
            let list = try await server.admin("script", "list", "-o", "json")
            let items = try JSONDecoder().decode([ScriptItem].self, from: Data(list.utf8))
            return try #require(items.first?.pending)
        }

        private func approve(_ server: RunningServer) async throws {
            let digest = try await pending(server)
            let outcome = try await second(server, "script", "approve", "health", "--digest", digest)
            try #require(outcome.status == 0, "\(outcome.errors)")
        }

        private func requirement(_ scene: Scene) async throws -> RequirementStatusItem {
            let text = try await scene.server.admin("explain", scene.agent.name, "-o", "json")
            let answer = try JSONDecoder().decode(ExplainResponse.self, from: Data(text.utf8))
            return try #require(answer.statuses.first)
        }

        private func state(_ scene: Scene) async throws -> ComplianceState? {
            try await scene.server.detail(of: scene.agent.name).verdict?.state
        }

        /// Syncs until the requirement has this result: the first sync may only learn that there is a script.
        private func awaits(_ result: RequirementResult, _ scene: Scene) async throws -> RequirementStatusItem {
            try await wait(upTo: .seconds(60), "the requirement should be \(result)") {
                try await scene.server.admin("device", "sync", scene.agent.name, "--wait")
                return try await requirement(scene).result == result
            }
            return try await requirement(scene)
        }

        @Test func `a script that was approved runs, its fact arrives, and the verdict follows it`() async throws {
            let scene = try await scene("healthy")
            try "true".write(toFile: scene.file, atomically: true, encoding: .utf8)
            try await scene.server.apply(
                documents("echo \"{\\\"Healthy\\\": $(cat \(scene.file)), \\\"Wear\\\": 0.25}\""))
            let process = try scene.agent.run()
            try await scene.server.awaitPolls(of: process)
            try await scene.server.admin("device", "sync", "healthy", "--wait")
            #expect(try await requirement(scene).result == .unknown, "nobody has approved it")
            #expect(!scene.agent.has("discovery.json"))
            let own = try await scene.server.cli(
                "script", "approve", "health", "--digest", try await pending(scene.server))
            #expect(own.status == 4 && own.errors.contains("who wrote it cannot approve it"), "\(own.errors)")

            try await approve(scene.server)
            _ = try await awaits(.satisfied, scene)
            #expect(try await state(scene) == .compliant)
            let facts = try await scene.server.admin("device", "facts", "healthy")
            #expect(facts.contains("custom.health.Healthy") && facts.contains("custom.health.Wear"))

            try "false".write(toFile: scene.file, atomically: true, encoding: .utf8)
            let failing = try await awaits(.failing, scene)
            #expect(failing.remediation == "Replace the disk. It said false.")
            #expect(try await state(scene) == .noncompliant)
            let german = try await scene.server.admin("explain", "healthy", "--language", "de_AT")
            #expect(german.contains("Platte tauschen. Sie sagt false."))

            process.signal(SIGTERM)
            _ = try await process.end(within: .seconds(10))
            let again = try scene.agent.run()
            try await scene.server.awaitPolls(of: again)
            #expect(try await requirement(scene).result == .failing, "a restart takes no fact away")

            try await scene.server.admin("delete", "cp", "healthy")
            try await scene.server.admin("delete", "cs", "health")
            try await wait(upTo: .seconds(60), "the facts of the script should go with it") {
                try await scene.server.admin("device", "sync", "healthy", "--wait")
                return try await !scene.server.admin("device", "facts", "healthy").contains("custom.")
            }
        }

        @Test func `a script that was approved runs on while the keys that vouch for it change`() async throws {
            let scene = try await scene("rotated")
            try "true".write(toFile: scene.file, atomically: true, encoding: .utf8)
            try await scene.server.apply(
                documents("echo \"{\\\"Healthy\\\": $(cat \(scene.file)), \\\"Wear\\\": 0.25}\""))
            try await approve(scene.server)
            let first = try scene.agent.run()
            _ = try await awaits(.satisfied, scene)
            try await scene.server.admin("authority", "rotate", "issuing")
            try await scene.server.admin("authority", "rotate", "scripts")
            first.signal(SIGTERM)
            _ = try await first.end(within: .seconds(10))

            // It renews at once: what it kept was vouched for by the former key.
            try scene.agent.prepareRenewal()
            let second = try scene.agent.run()
            try await wait(upTo: .seconds(60), "the renewal should end: \(second.complaints)") {
                !scene.agent.has("device.next.key")
            }
            second.signal(SIGTERM)
            _ = try await second.end(within: .seconds(10))
            try await scene.server.admin("authority", "retire", "issuing", "--now")
            let third = try scene.agent.run()
            try await scene.server.awaitPolls(of: third)
            #expect(try await requirement(scene).result == .satisfied, "nothing is lost meanwhile")
            try "false".write(toFile: scene.file, atomically: true, encoding: .utf8)
            _ = try await awaits(.failing, scene)
            third.signal(SIGTERM)
            _ = try await third.end(within: .seconds(10))
        }

        @Test func `a script that was changed in the database is not run, nor one that nobody approved`() async throws {
            let scene = try await scene("tampered")
            let trace = "/tmp/gatehouse-custom-\(getpid())"
            try await scene.server.apply(documents("echo '{\"Healthy\": true, \"Wear\": 1}'"))
            try await approve(scene.server)
            let database = "\(scene.server.data)/gatehouse.sqlite"
            try await scene.server.stop()
            try await SQLite.ask(
                database,
                "UPDATE compliance_script SET body = replace(body, 'echo', 'touch \(trace); echo')")
            try await scene.server.start()
            let process = try scene.agent.run()
            try await scene.server.awaitPolls(of: process)
            let refused = try await awaits(.error, scene)
            #expect(refused.found.contains("the script is not run"), "\(refused.found)")

            try await scene.server.apply(
                documents("# second", "touch \(trace)", "echo '{\"Healthy\": true, \"Wear\": 1}'"))
            try await scene.server.stop()
            try await SQLite.ask(
                database,
                """
                UPDATE compliance_script SET state = 'superseded' WHERE state = 'approved';
                UPDATE compliance_script SET state = 'approved', decided_at = created_at, decided_by = 'token:second',
                    expires_at = created_at + 31536000000,
                    signature = (SELECT signature FROM compliance_script WHERE signature <> '') WHERE state = 'pending'
                """)
            try await scene.server.start()
            try await wait(upTo: .seconds(60), "the version that nobody approved should be delivered") {
                try await scene.server.admin("device", "sync", "tampered", "--wait")
                return try scene.agent.text("discovery.json").contains("# second")
            }
            try await scene.server.admin("device", "sync", "tampered", "--wait")
            #expect(process.complaints.contains("is refused: the script's signature does not fit"))
            #expect(try await requirement(scene).result == .error)
            #expect(!FileManager.default.fileExists(atPath: trace))
        }

        @Test func `what a script does wrong is an error with its reason, and it leaves nothing behind`() async throws {
            let scene = try await scene("broken")
            let process = try scene.agent.run()
            try await scene.server.awaitPolls(of: process)
            let word = "8640\(getpid())9"
            for (lines, reason) in [
                ("exit 3", "the script ended with status 3"), ("echo fine", "did not write a JSON object"),
                ("echo '{\"Healthy\": \"yes\"}'", "the script's `Healthy` is no Boolean"),
                ("echo '{}'", "the script did not report `Healthy`"),
                ("setsid sleep \(word) & sleep \(word)", "the script was killed after 3s"),
                ("yes x", "the script wrote more than 65536 bytes"),
            ] {
                try await scene.server.apply(documents(lines))
                try await approve(scene.server)
                try await wait(upTo: .seconds(60), "the requirement should say: \(reason)") {
                    try await scene.server.admin("device", "sync", "broken", "--wait")
                    let found = try await requirement(scene)
                    return found.result == .error && found.found.contains(reason)
                }
            }
            #expect(try await Program.run(["pgrep", "-f", "sleep \(word)"]).status == 1)
            #expect(try await state(scene) == .noncompliant, "it was never satisfied")
        }
    }
}
