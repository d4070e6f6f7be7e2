import Foundation
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

extension EndToEnd {
    @Suite struct ProvisioningTests {
        /// `scim2-tester` of PyPI, which others wrote: it makes, reads, replaces, changes, lists and removes users and
        /// groups with every attribute of the schemas that the server publishes.
        @Test func `a compliance suite that others wrote finds nothing wrong with the provisioning of people`()
            async throws
        {
            let server = try await RunningServer()
            let token = try await server.admin("token", "create", "entra", "--role", "provisioner")
                .trimmingCharacters(in: .whitespacesAndNewlines)
            let outcome = try await Program.run(
                [
                    "\(Program.repository)/var/test-venv/bin/python",
                    "\(Program.repository)/Tests/EndToEndTests/Clients/scim-tester.py", "\(server.url)/scim/v2",
                    server.roots,
                ], environment: ["SCIM_TOKEN": token], within: .seconds(120))
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output.contains("0 errors"), "\(outcome.output)")
        }

        @Test func `people and groups are kept at the command line`() async throws {
            let server = try await RunningServer()
            let file = server.folder.file("people.csv")
            try """
            userName,displayName,department,manager
            ada@example.org,Ada Lovelace,Sales,grace@example.org
            grace@example.org,Grace Hopper,Engineering,

            """.write(toFile: file, atomically: true, encoding: .utf8)
            #expect(try await server.admin("user", "import", file, "--dry-run").contains("2 created"))
            #expect(try await server.admin("user", "list", "-o", "json").contains("ada") == false)
            try await server.admin("user", "import", file)
            try await server.admin("group", "create", "Sales", "--rule", "user.department -eq \"Sales\"")
            #expect(try await server.admin("group", "members", "Sales").contains("ada@example.org"))
            try await server.admin("user", "set", "grace@example.org", "--department", "Sales", "--role", "helpDesk")
            #expect(try await server.admin("group", "members", "Sales").contains("grace@example.org"))
            #expect(try await server.admin("user", "show", "grace@example.org").contains("Sales"))
            try await server.admin("group", "create", "Everybody")
            try await server.admin("group", "add-member", "Everybody", "--inner", "Sales")
            let loop = try await server.cli("group", "add-member", "Everybody", "--inner", "Everybody")
            #expect(loop.status != 0 && loop.errors.contains("in itself"))
            try await server.admin("user", "disable", "ada@example.org")
            #expect(try await server.admin("user", "list").contains("disabled"))
            try await server.admin("user", "delete", "ada@example.org")
            #expect(try await server.admin("group", "members", "Sales").contains("ada@example.org") == false)
        }
    }
}
