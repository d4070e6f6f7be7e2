import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Glibc
import Testing

extension EndToEnd {
    /// Whole programs: a server, an agent, and two administrators.
    @Suite struct ActionTests {
        /// Runs a command as the second administrator.
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

        private func decoded<Value: Decodable>(_ text: String) throws -> Value {
            try JSONDecoder().decode(Value.self, from: Data(text.utf8))
        }

        private func action(of device: String, at server: RunningServer) async throws -> ActionItem {
            try #require(try await server.detail(of: device).actions.first)
        }

        private func detail(of action: ActionItem, at server: RunningServer) async throws -> ActionDetail {
            try decoded(try await server.admin("action", "show", "\(action.id)", "-o", "json"))
        }

        private func ended(_ device: String, at server: RunningServer) async throws -> ActionDetail {
            try await wait(upTo: .seconds(30), "the action should end") {
                try await action(of: device, at: server).state.isFinal
            }
            return try await detail(of: action(of: device, at: server), at: server)
        }

        /// Asks for a script as the first administrator; nobody has agreed to it yet.
        private func ask(_ script: String, of device: String, at server: RunningServer) async throws -> ActionBatchItem
        {
            let file = server.folder.file("script-\(UInt32.random(in: 0 ... .max))")
            try script.write(toFile: file, atomically: true, encoding: .utf8)
            return try decoded(
                try await server.admin("device", "run-script", device, "--script", file, "-o", "json"))
        }

        private func running(_ name: String, _ further: [String] = []) async throws -> (RunningServer, TestAgent) {
            let server = try await RunningServer()
            let agent = try TestAgent(name)
            try await agent.enrol(at: server)
            return (server, agent)
        }

        @Test func `an action reaches a waiting device within a second`() async throws {
            let (server, agent) = try await running("quick")
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            for _ in 0..<5 {
                try await server.admin("device", "sync", "quick", "--wait")
                let action = try await action(of: "quick", at: server)
                let delivered = try #require(action.deliveredAt)
                #expect(delivered - action.createdAt < .seconds(1))
            }
        }

        @Test func `a script runs as nobody once a second person has agreed`() async throws {
            let (server, agent) = try await running("scripted")
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            let batch = try await ask("#!/bin/sh\nid -un\nexit 3\n", of: "scripted", at: server)
            #expect(batch.approval == .pending)
            let own = try await server.cli("action", "approve", "\(batch.id)")
            #expect(own.status == 4 && own.errors.contains("who asked for it cannot approve it"))
            #expect(try await action(of: "scripted", at: server).state == .pendingApproval)

            let agreed = try await second(server, "action", "approve", "\(batch.id)", "--reason", "ticket 42")
            #expect(agreed.status == 0, "\(agreed.errors)")
            let detail = try await ended("scripted", at: server)
            #expect(detail.action.state == .failed && detail.exitCode == 3)
            #expect(detail.output == "nobody\n")
            let audit = try await server.admin("audit", "list")
            for act in ["action.runScript", "action.approve", "action.runScript.failed"] {
                #expect(audit.contains(act), "\(audit)")
            }
        }

        @Test func `a script that was changed in the database is not run`() async throws {
            let (server, agent) = try await running("tampered")
            let batch = try await ask("#!/bin/sh\necho good\n", of: "tampered", at: server)
            try #require(try await second(server, "action", "approve", "\(batch.id)").status == 0)
            try await SQLite.ask(
                "\(server.data)/gatehouse.sqlite",
                "UPDATE script SET body = '#!/bin/sh' || char(10) || 'touch /tmp/gatehouse-tampered' || char(10)")
            let process = try agent.run()
            let detail = try await ended("tampered", at: server)
            #expect(detail.action.state == .failed)
            #expect(detail.action.detail == "the script is not the one that was signed")
            #expect(!FileManager.default.fileExists(atPath: "/tmp/gatehouse-tampered"))

            let other = try await ask("#!/bin/sh\necho good\n", of: "tampered", at: server)
            try await SQLite.ask(
                "\(server.data)/gatehouse.sqlite",
                "UPDATE device_action SET state = 'queued' WHERE state = 'pendingApproval'")
            process.signal(SIGTERM)
            _ = try await process.end(within: .seconds(10))
            try await server.stop()
            try await server.start()
            let again = try agent.run()
            let unsigned = try await ended("tampered", at: server)
            #expect(unsigned.action.batch == other.id && unsigned.action.state == .failed)
            #expect(unsigned.output.isEmpty)
            #expect(!again.hasEnded)
        }

        @Test func `an agent that is killed takes its script with it, and says so when it is back`() async throws {
            let (server, agent) = try await running("killed")
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            let batch = try await ask("#!/bin/sh\nsetsid sleep 86401 &\nsleep 86401\n", of: "killed", at: server)
            try #require(try await second(server, "action", "approve", "\(batch.id)").status == 0)
            try await wait("the script should run") {
                try await action(of: "killed", at: server).state == .running
            }
            process.signal(SIGKILL)
            _ = try await process.end(within: .seconds(10))
            try await wait("nothing of the script should be left") {
                try await Program.run(["pgrep", "-f", "sleep 86401"]).status == 1
            }
            let again = try agent.run()
            let detail = try await ended("killed", at: server)
            #expect(detail.action.state == .failed)
            #expect(detail.action.detail == "the agent ended while it was carried out")
            #expect(!again.hasEnded)
        }

        @Test func `a device that retires leaves nothing of its identity, and a copy of it is refused`() async throws {
            let (server, agent) = try await running("leaving")
            let copy = agent.folder.file("copy")
            try FileManager.default.copyItem(atPath: agent.state, toPath: copy)
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            let batch: ActionBatchItem = try decoded(
                try await server.admin("device", "retire", "leaving", "-o", "json"))
            try #require(try await second(server, "action", "approve", "\(batch.id)").status == 0)
            #expect(try await process.end(within: .seconds(20)) == 0)
            #expect(process.complaints.contains("this device has left: its identity is removed"))
            #expect(!FileManager.default.fileExists(atPath: agent.state))
            #expect(try await server.detail(of: "leaving").device.lifecycle == .retired)
            #expect(try await action(of: "leaving", at: server).state == .succeeded)
            let outcome = try await Program.run(
                [Program.agent, "token", "--state-dir", copy], environment: ["GATEHOUSE_HARDWARE_ID": "leaving"])
            #expect(outcome.status == 4, "\(outcome.errors)")
            #expect(try await server.cli("device", "lock", "leaving").status == 1)
        }

        @Test func `a machine restarts once, and the restart is seen`() async throws {
            let (server, agent) = try await running("restarting")
            // In a PID namespace reboot(2) ends the first process by SIGHUP, and turning off by SIGINT.
            let namespace = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]
            let process = try agent.run(under: namespace)
            try await server.awaitPolls(of: process)
            try await server.admin("device", "reboot", "restarting")
            #expect(try await process.end(within: .seconds(20)) == -SIGHUP)
            #expect(try await action(of: "restarting", at: server).state == .running)
            let again = try agent.run(under: namespace)
            let detail = try await ended("restarting", at: server)
            #expect(detail.action.state == .succeeded && detail.action.detail == "the machine has restarted")
            try await server.awaitPolls(of: again)

            try await server.admin("device", "shutdown", "restarting")
            #expect(try await again.end(within: .seconds(20)) == -SIGINT)
            #expect(try await action(of: "restarting", at: server).state == .succeeded)
        }

        @Test func `a dry run of a wipe tells what the device's own configuration lists`() async throws {
            let (server, agent) = try await running("careful")
            let data = agent.folder.file("company")
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
            try "12345".write(toFile: "\(data)/secret", atomically: true, encoding: .utf8)
            let rules = agent.folder.file("actions.conf")
            try "refuse = shutdown\n".write(toFile: rules, atomically: true, encoding: .utf8)
            let process = try agent.run(further: ["--actions", rules])
            try await server.awaitPolls(of: process)
            // What holds is what the file says when the action comes.
            try "wipe.paths = \(data)\nrefuse = shutdown\n".write(toFile: rules, atomically: true, encoding: .utf8)
            try await server.admin("device", "wipe", "careful", "--dry-run", "--wait")
            let detail = try await ended("careful", at: server)
            #expect(detail.output.hasPrefix("\(data) (1 files, 5 bytes)\n"))
            #expect(FileManager.default.fileExists(atPath: "\(data)/secret"))
            let refused = try await server.cli("device", "shutdown", "careful", "--wait")
            #expect(refused.status == 1 && refused.errors.contains("1 of 1 devices: failed"))

            let batch: ActionBatchItem = try decoded(try await server.admin("device", "wipe", "careful", "-o", "json"))
            try #require(try await second(server, "action", "approve", "\(batch.id)").status == 0)
            #expect(try await process.end(within: .seconds(20)) == 0)
            #expect(!FileManager.default.fileExists(atPath: data))
            #expect(!FileManager.default.fileExists(atPath: agent.state))
        }

        @Test func `logs are fetched and saved, once`() async throws {
            let (server, agent) = try await running("logging")
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            try await server.admin("device", "collect-logs", "logging", "--wait")
            let action = try await action(of: "logging", at: server)
            let file = server.folder.file("logs.tar")
            try await server.admin("action", "logs", "\(action.id)", "--to", file)
            let own = try await Program.run(["tar", "-xOf", file, "agent.log"])
            #expect(own.output.contains("gatehouse-agent: running as device"))
            #expect(try await server.cli("action", "logs", "\(action.id)", "--to", file).status == 1)
        }

        @Test func `what was withdrawn while a device was away is not done when it is back`() async throws {
            let (server, agent) = try await running("away")
            let batch: ActionBatchItem = try decoded(
                try await server.admin("device", "collect-logs", "away", "-o", "json"))
            try await server.admin("action", "cancel", "\(batch.id)")
            let process = try agent.run()
            try await server.awaitPolls(of: process)
            #expect(try await action(of: "away", at: server).state == .cancelled)
            #expect(!process.complaints.contains("collectLogs"))
        }
    }
}
