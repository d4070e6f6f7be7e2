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

    private let settings = """
        apiVersion: gatehouse/v1
        kind: TenantSettings
        metadata: {name: tenant}
        spec: {defaultDecision: allow}
        """

    private func apply(
        _ fixture: Fixture, _ texts: String..., dryRun: Bool = false, as role: Role = .administrator
    ) async throws -> [DocumentChange] {
        let files = texts.enumerated().map { DocumentFile(name: "\($0.offset).yaml", text: $0.element) }
        return try await fixture.documents.apply(files, dryRun: dryRun, as: fixture.caller(role)).changes
    }

    private func warnings(_ fixture: Fixture, _ text: String) async throws -> [String] {
        try await fixture.documents.compare(fixture.tenant.id, [DocumentFile(name: "0.yaml", text: text)]).warnings
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
            try await fixture.documents.delete(kind: .application, name: "wiki", as: fixture.caller(.policyAuthor))
        }
        #expect(refused == .conflict)
        try await fixture.documents.delete(kind: .accessPolicy, name: "p", as: fixture.caller(.policyAuthor))
        try await fixture.documents.delete(kind: .application, name: "wiki", as: fixture.caller(.policyAuthor))
        #expect(try await fixture.documents.list(tenant, kind: nil).isEmpty)
    }

    @Test func `a policy author may not change what holds for the whole tenant`() async throws {
        let fixture = try await Fixture()
        let refused = await fixture.code { _ = try await apply(fixture, settings, as: .policyAuthor) }
        #expect(refused == .notPermitted)
        let dry = await fixture.code { _ = try await apply(fixture, settings, dryRun: true, as: .policyAuthor) }
        #expect(dry == .notPermitted)
        #expect(try await apply(fixture, settings).map(\.effect) == [.created])
        let deletion = await fixture.code {
            try await fixture.documents.delete(
                kind: .tenantSettings, name: "tenant", as: fixture.caller(.policyAuthor))
        }
        #expect(deletion == .notPermitted)
    }

    @Test func `a policy author may apply a folder in which only policies differ`() async throws {
        let fixture = try await Fixture()
        _ = try await apply(fixture, settings, application("wiki"))
        let changes = try await apply(fixture, settings, application("wiki"), policy, as: .policyAuthor)
        #expect(changes.map(\.effect) == [.unchanged, .unchanged, .created])
    }

    @Test func `an application that nothing protects is warned about`() async throws {
        let fixture = try await Fixture()
        #expect(
            try await warnings(fixture, application("wiki")) == [
                "no enforcement point may ask for the application `wiki` yet",
                "no enforced access policy is about the application `wiki`: the default decision, deny, holds",
            ])
    }

    @Test func `a policy that wants a compliant device where nothing says what that is is warned about`() async throws {
        let fixture = try await Fixture()
        _ = try await apply(fixture, application("wiki"))
        #expect(
            try await warnings(fixture, policy) == [
                "access policy `p` wants a compliant device, and there is no compliance policy: every device counts as "
                    + "noncompliant"
            ])
    }

    @Test func `two enforcement points with one socket are refused, with the place of the second`() async throws {
        func point(_ name: String) -> String {
            """
            apiVersion: gatehouse/v1
            kind: EnforcementPoint
            metadata: {name: \(name)}
            spec: {applications: [wiki], socket: /run/gatehouse/decide.sock}

            """
        }
        let fixture = try await Fixture()
        for texts in [[point("a"), point("b")], [point("b"), point("a")]] {
            do {
                _ = try await apply(fixture, application("wiki") + "---\n" + texts[0], texts[1])
                Issue.record("a socket was given to two points")
            } catch {
                let error = ServiceError(wrapping: error)
                #expect(error.code == .invalidDocument)
                #expect(error.places.map(\.file) == ["1.yaml"])
                #expect(error.places.first?.line == 1)
            }
        }
        _ = try await apply(fixture, application("wiki"), point("a"))
        #expect(await fixture.code { _ = try await apply(fixture, point("b")) } == .invalidDocument)
        #expect(try await apply(fixture, point("a")).map(\.effect) == [.unchanged])
    }

    @Test func `a document given twice is refused`() async throws {
        let fixture = try await Fixture()
        let code = await fixture.code { _ = try await apply(fixture, application("wiki"), application("wiki")) }
        #expect(code == .invalidDocument)
    }
}
