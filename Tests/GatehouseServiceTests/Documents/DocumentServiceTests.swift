import GatehouseDocuments
import GatehouseModel
import GatehouseService
import Testing

@Suite struct DocumentServiceTests {
    private func application(_ name: String, _ note: String = "") -> String {
        "apiVersion: gatehouse/v1\nkind: Application\nmetadata: {name: \(name), description: '\(note)'}\nspec: {}\n"
    }
    private let policy = """
        apiVersion: gatehouse/v1
        kind: AccessPolicy
        metadata: {name: p}
        spec:
          conditions: {applications: {include: [wiki]}}
          grant: {controls: [compliantDevice]}
        """

    private func apply(_ fixture: Fixture, _ texts: String..., dryRun: Bool = false) async throws -> [DocumentChange] {
        let files = texts.enumerated().map { DocumentFile(name: "\($0.offset).yaml", text: $0.element) }
        return try await fixture.documents.apply(fixture.tenant.id, files, dryRun: dryRun, actor: "test")
    }

    @Test func `applying tells what is created, updated and unchanged`() async throws {
        let fixture = try await Fixture()
        #expect(try await apply(fixture, application("wiki")).map(\.effect) == [.created])
        #expect(try await apply(fixture, application("wiki")).map(\.effect) == [.unchanged])
        let updated = try await apply(fixture, application("wiki", "the wiki"))
        #expect(updated.map(\.effect) == [.updated])
        #expect(updated[0].diff.contains("+  description: the wiki"))
    }

    @Test func `a dry run changes nothing`() async throws {
        let fixture = try await Fixture()
        #expect(try await apply(fixture, application("wiki"), dryRun: true).map(\.effect) == [.created])
        #expect(try await fixture.documents.list(fixture.tenant.id, kind: nil).isEmpty)
    }

    @Test func `one bad document keeps all others out, and its place is named`() async throws {
        let fixture = try await Fixture()
        do {
            _ = try await apply(fixture, application("wiki"), "apiVersion: gatehouse/v1\nkind: Aplication\n")
            Issue.record("a bad document was taken")
        } catch {
            let error = ServiceError(wrapping: error)
            #expect(error.code == .invalidDocument)
            #expect(error.places.first?.file == "1.yaml")
        }
        #expect(try await fixture.documents.list(fixture.tenant.id, kind: nil).isEmpty)
    }

    @Test func `a name that does not exist is refused, unless it comes with the same files`() async throws {
        let fixture = try await Fixture()
        #expect(await fixture.code { _ = try await apply(fixture, policy) } == .invalidDocument)
        #expect(try await apply(fixture, policy, application("wiki")).count == 2)
    }

    @Test func `a document that others name is not deleted`() async throws {
        let fixture = try await Fixture()
        _ = try await apply(fixture, policy, application("wiki"))
        let tenant = fixture.tenant.id
        let refused = await fixture.code {
            try await fixture.documents.delete(tenant, kind: .application, name: "wiki", actor: "test")
        }
        #expect(refused == .conflict)
        try await fixture.documents.delete(tenant, kind: .accessPolicy, name: "p", actor: "test")
        try await fixture.documents.delete(tenant, kind: .application, name: "wiki", actor: "test")
        #expect(try await fixture.documents.list(tenant, kind: nil).isEmpty)
    }

    @Test func `a document given twice is refused`() async throws {
        let fixture = try await Fixture()
        let code = await fixture.code { _ = try await apply(fixture, application("wiki"), application("wiki")) }
        #expect(code == .invalidDocument)
    }
}
