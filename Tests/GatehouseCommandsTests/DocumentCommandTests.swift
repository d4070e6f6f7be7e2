import Foundation
import GatehouseClient
import GatehouseCommands
import GatehouseWire
import Testing

struct DocumentCommandTests {
    /// A folder with two documents, removed afterwards.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("more"), withIntermediateDirectories: true)
        try "kind: B\n".write(to: folder.appendingPathComponent("more/b.yml"), atomically: true, encoding: .utf8)
        try "kind: A\n".write(to: folder.appendingPathComponent("a.yaml"), atomically: true, encoding: .utf8)
        try "not me".write(to: folder.appendingPathComponent("readme.txt"), atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    @Test func `apply sends every YAML file of a folder in the order of names`() async throws {
        try await withFolder { folder in
            let server = ScriptedServer(["POST /api/v1/apply": .message(ApplyResponse.example)])
            let transcript = await Transcript.run(["apply", "-f", folder, "--dry-run"], server)
            #expect(transcript.output == "AccessPolicy/wiki-compliant updated (dry run)\n")
            #expect(transcript.errors == "warning: \(ApplyResponse.example.warnings[0])\n")
            let body = Data(server.requests.first?.body ?? [])
            let request = try JSONDecoder().decode(ApplyRequest.self, from: body)
            #expect(request.files.map(\.name) == ["\(folder)/a.yaml", "\(folder)/more/b.yml"])
            #expect(request.files.map(\.text) == ["kind: A\n", "kind: B\n"])
            #expect(request.dryRun)
        }
    }

    @Test func `a dry run with a replay asks who gains and who loses`() async throws {
        try await withFolder { folder in
            let server = ScriptedServer(["POST /api/v1/dry-run": .message(DryRunResponse.example)])
            let arguments = ["apply", "-f", folder, "--dry-run", "--replay", "7d", "--limit", "20"]
            let transcript = await Transcript.run(arguments, server)
            #expect(transcript.exit == .succeeded)
            #expect(transcript.output.contains("12 lose access"))
            #expect(transcript.errors.contains("applying it wants --confirm-lock-out"))
            let request = try JSONDecoder().decode(DryRunRequest.self, from: Data(server.requests.first?.body ?? []))
            #expect(request.replay == "7d")
            #expect(request.limit == 20)
            #expect(await Transcript.run(["apply", "-f", folder, "--replay", "7d"], server).exit == .usage)
        }
    }

    @Test func `what would lock everybody out ends with 9, and is sent again with the confirmation`() async throws {
        try await withFolder { folder in
            let refusing = ScriptedServer([
                "POST /api/v1/apply": .problem(409, "wouldLockOut", "nobody could reach `wiki` any more")
            ])
            #expect(await Transcript.run(["apply", "-f", folder], refusing).exit == .wouldLockOut)
            let server = ScriptedServer([
                "POST /api/v1/apply": .message(ApplyResponse.example),
                "DELETE /api/v1/documents/AccessPolicy/wiki": .nothing,
            ])
            _ = await Transcript.run(["apply", "-f", folder, "--confirm-lock-out"], server)
            let request = try JSONDecoder().decode(ApplyRequest.self, from: Data(server.requests.first?.body ?? []))
            #expect(request.confirmLockOut == true)
            _ = await Transcript.run(["delete", "ap", "wiki", "--confirm-lock-out"], server)
            #expect(server.requests.last?.query == [APIRequest.QueryItem("confirmLockOut", "true")])
        }
    }

    @Test func `mistakes in documents read as file, line and column`() async throws {
        try await withFolder { folder in
            let server = ScriptedServer([
                "POST /api/v1/apply": .problem(
                    422, "invalidDocument", "the documents have 1 mistake; nothing was changed", errors: [.example])
            ])
            let transcript = await Transcript.run(["apply", "-f", folder], server)
            #expect(transcript.exit == .invalidDocument)
            #expect(
                transcript.errors == """
                    policy.yaml:7:5: unknown field `requirement`
                      hint: did you mean `requirements`
                    error: the documents have 1 mistake; nothing was changed

                    """)
        }
    }

    @Test func `diff ends with 7 when there are differences`() async throws {
        try await withFolder { folder in
            var response = ApplyResponse.example
            response.warnings = []
            let different = await Transcript.run(
                ["diff", "-f", folder], ScriptedServer(["POST /api/v1/diff": .message(response)]))
            #expect(different.exit == .different)
            #expect(different.errors.isEmpty)
            #expect(
                different.output == """
                    --- AccessPolicy/wiki-compliant (server)
                    +++ AccessPolicy/wiki-compliant (file)
                    -  state: disabled
                    +  state: enabled

                    """)
            response.results[0].change = .unchanged
            let same = await Transcript.run(
                ["diff", "-f", folder], ScriptedServer(["POST /api/v1/diff": .message(response)]))
            #expect(same.exit == .succeeded)
            #expect(same.output.isEmpty)
        }
    }

    @Test func `export writes a file for each document`() async throws {
        try await withFolder { folder in
            let server = ScriptedServer(["GET /api/v1/export": .message(ListPage(items: [DocumentItem.example]))])
            let transcript = await Transcript.run(["export", "-o", folder], server)
            #expect(transcript.exit == .succeeded)
            let written = try String(contentsOfFile: "\(folder)/applications/wiki.yaml", encoding: .utf8)
            #expect(written == DocumentItem.example.text)
        }
    }

    @Test func `a file that is not there is wrong usage`() async {
        let transcript = await Transcript.run(["apply", "-f", "/nowhere/a.yaml"], ScriptedServer([:]))
        #expect(transcript.exit == .usage)
        #expect(transcript.errors == "error: there is no file `/nowhere/a.yaml`\n")
    }

    @Test func `an enforcement point's key is for its owner alone`() async throws {
        try await withFolder { folder in
            let server = ScriptedServer(["POST /api/v1/enforcement-points": .message(EnforcementPointAdded.example)])
            let arguments = [
                "enforcement-point", "add", "edge-1", "--application", "wiki", "--tls", "--out", "\(folder)/tls",
            ]
            let transcript = await Transcript.run(arguments, server)
            #expect(transcript.exit == .succeeded)
            #expect(!transcript.output.contains("PRIVATE KEY"))
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/tls/edge-1.key")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }
}
