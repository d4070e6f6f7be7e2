import Testing

extension EndToEnd {
    /// Somebody with the rights of the server changes its log behind its back.
    @Suite struct AuditTests {
        enum Tampering: String, CaseIterable, CustomTestStringConvertible {
            case changed = "UPDATE audit SET actor = 'nobody' WHERE sequence = 3"
            case missing = "DELETE FROM audit WHERE sequence = 3"
            case reordered = """
                UPDATE audit SET sequence = -3 WHERE sequence = 3; UPDATE audit SET sequence = 3 WHERE sequence = 4;
                UPDATE audit SET sequence = 4 WHERE sequence = -3
                """

            var testDescription: String { "\(self)" }
            var finding: String {
                self == .missing ? "row 3 is missing: row 4 stands in its place" : "row 3 does not fit its hash"
            }
        }

        @Test(arguments: Tampering.allCases)
        func `a row that was changed, removed or moved is found`(_ tampering: Tampering) async throws {
            let server = try await RunningServer()
            for name in ["one", "two", "three", "four"] {
                try await server.admin("token", "create", name, "--role", "reader")
            }
            let intact = try await server.cli("audit", "verify")
            #expect(intact.status == 0)
            #expect(intact.output.contains("intact"))

            let database = "\(server.data)/gatehouse.sqlite"
            let guarded = try await Program.run(["sqlite3", database, tampering.rawValue])
            #expect(guarded.errors.contains("audit is append-only"))
            #expect(try await server.cli("audit", "verify").status == 0)

            try await SQLite.ask(
                database,
                "DROP TRIGGER audit_refuses_update; DROP TRIGGER audit_refuses_delete; \(tampering.rawValue)")
            let broken = try await server.cli("audit", "verify")
            #expect(broken.status == 1)
            #expect(broken.output.contains("broken"))
            #expect(broken.errors.contains("error: \(tampering.finding)"), "\(broken.errors)")
        }
    }
}
