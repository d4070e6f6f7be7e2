import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct UserImportTests {
    private func importing(
        _ changes: [UserChanges], into fixture: Fixture, isPreview: Bool = false
    ) async throws -> [UserImportChange] {
        let rows = changes.enumerated().map { UserImport.Row(changes: $1, line: $0 + 2, columns: ["manager": 9]) }
        return try await fixture.users.importList(
            UserImport(file: "people.csv", rows: rows), isPreview: isPreview, by: fixture.admin)
    }

    @Test func `a preview says what an import would do, and changes nothing`() async throws {
        let fixture = try await Fixture()
        try await fixture.person("ada") { $0.department = "Sales" }
        try await fixture.person("grace")
        let rows: [UserChanges] = [
            .named("ada", department: "Legal"), .named("grace"), .named("edsger", manager: "BARBARA"),
            .named("barbara", manager: "ada"),
        ]
        let preview = try await importing(rows, into: fixture, isPreview: true)
        #expect(preview.map(\.effect) == [.updated, .unchanged, .created, .created])
        #expect(preview[0].fields == ["department"] && preview.map(\.line) == [2, 3, 4, 5])
        #expect(try await fixture.users.list(fixture.tenant.id, ListQuery()).elements.count == 2)
        let done = try await importing(rows, into: fixture)
        #expect(done.map(\.effect) == preview.map(\.effect) && done.map(\.fields) == preview.map(\.fields))
        let barbara = try await fixture.users.user(fixture.tenant.id, "barbara")
        #expect(try await fixture.users.user(fixture.tenant.id, "edsger").manager == barbara.id)
        #expect(try await fixture.users.user(fixture.tenant.id, "ada").department == "Legal")
        let entries = try await fixture.audit.rows(fixture.tenant.id, after: 0, limit: 100).map(\.entry.action)
        #expect(entries == ["user.create", "user.create", "user.update", "user.create", "user.create"])
        #expect(try await importing(rows, into: fixture).allSatisfy { $0.effect == .unchanged })
    }

    @Test func `every mistake is named by its line, and nothing is taken in`() async throws {
        let fixture = try await Fixture()
        let kept = try await fixture.person("kept")
        try await fixture.store.write(fixture.tenant.id) { work in
            var user = kept
            user.source = .provisioned
            try work.save(user)
        }
        let error = await fixture.refusal {
            _ = try await importing(
                [
                    .named("ada"), .named("ADA"), .named("two words"), .named("kept"), UserChanges(),
                    .named("grace", mail: "nowhere"), .named("edsger", manager: "nobody"),
                    .named("self", manager: "self"),
                ], into: fixture)
        }
        #expect(error?.code == .invalidDocument)
        let found = error?.places.map { "\($0.line) \($0.message)" } ?? []
        #expect(
            found == [
                "3 this is the same person as line 2", "4 `two words` is no name to sign in with",
                "5 the user `kept` is kept by `provisioned`", "6 the row has no `userName`",
                "7 `nowhere` is no e-mail address", "8 there is no user `nobody` to be the manager",
                "9 nobody is their own manager",
            ])
        #expect(error?.places.last?.column == 9)
        #expect(try await fixture.users.list(fixture.tenant.id, ListQuery()).elements.count == 1)
    }
}
