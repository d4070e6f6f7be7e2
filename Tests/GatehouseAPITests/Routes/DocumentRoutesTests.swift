import GatehouseService
import GatehouseWire
import Hummingbird
import Testing

struct DocumentRoutesTests {
    private static let wiki = "apiVersion: gatehouse/v1\nkind: Application\nmetadata:\n  name: wiki\n"

    private func request(_ text: String, dryRun: Bool = false) -> ApplyRequest {
        ApplyRequest(files: [SourceFile(name: "wiki.yaml", text: text)], dryRun: dryRun)
    }

    @Test func `what is applied can be read, changed and deleted`() async throws {
        try await APIFixture.run { api in
            let created: ApplyResponse = try await api.post("/api/v1/apply", request(Self.wiki), as: .policyAuthor)
                .message()
            #expect(created.results.map(\.change) == [.created])
            let again: ApplyResponse = try await api.post("/api/v1/apply", request(Self.wiki)).message()
            #expect(again.results.map(\.change) == [.unchanged])
            let item: DocumentItem = try await api.ask(.get, "/api/v1/documents/app/wiki", as: .reader).message()
            #expect(item.kind == "Application")
            #expect(item.version == 1)
            let list: ListPage<DocumentItem> = try await api.ask(.get, "/api/v1/documents/applications").message()
            #expect(list.items == [item])
            let export: ListPage<DocumentItem> = try await api.ask(.get, "/api/v1/export").message()
            #expect(export.items == [item])
            #expect(try await api.ask(.delete, "/api/v1/documents/Application/wiki").status == 204)
            #expect(try await api.ask(.get, "/api/v1/documents/Application/wiki").status == 404)
        }
    }

    @Test func `a dry run and a diff change nothing`() async throws {
        try await APIFixture.run { api in
            let dry: ApplyResponse = try await api.post("/api/v1/apply", request(Self.wiki, dryRun: true)).message()
            #expect(dry.results.map(\.change) == [.created])
            let files = [SourceFile(name: "wiki.yaml", text: Self.wiki)]
            let diff: ApplyResponse = try await api.post("/api/v1/diff", DiffRequest(files: files), as: .reader)
                .message()
            #expect(diff.results.first?.diff.contains("+kind: Application") == true)
            #expect(try await api.ask(.get, "/api/v1/documents/Application/wiki").status == 404)
        }
    }

    @Test func `mistakes come with file, line and column`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.post("/api/v1/apply", request(Self.wiki + "spec:\n  urll: https://wiki\n"))
            #expect(answer.status == 422)
            let problem = try answer.message(Problem.self)
            #expect(problem.code == "invalidDocument")
            let error = try #require(problem.errors?.first)
            #expect(error.file == "wiki.yaml")
            #expect(error.line == 6)
            #expect(error.column == 3)
        }
    }

    @Test func `an unknown kind is not found`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, "/api/v1/documents/Gadget")
            #expect(answer.status == 404)
        }
    }

    @Test func `an application that is still named stays`() async throws {
        try await APIFixture.run { api in
            _ = try await api.post("/api/v1/apply", request(Self.wiki))
            let point = EnforcementPointRequest(name: "edge", applications: ["wiki"], transport: .socket)
            _ = try await api.post("/api/v1/enforcement-points", point)
            let answer = try await api.ask(.delete, "/api/v1/documents/Application/wiki")
            #expect(answer.status == 409)
        }
    }

    @Test func `an enforcement point is answered with what it needs to ask`() async throws {
        try await APIFixture.run { api in
            _ = try await api.post("/api/v1/apply", request(Self.wiki))
            let socket: EnforcementPointAdded = try await api.post(
                "/api/v1/enforcement-points",
                EnforcementPointRequest(name: "edge", applications: ["wiki"], transport: .socket)
            ).message()
            #expect(socket.socketPath == "/run/edge.sock")
            #expect(socket.privateKey == nil)
            let tls: EnforcementPointAdded = try await api.post(
                "/api/v1/enforcement-points",
                EnforcementPointRequest(name: "far", applications: ["wiki"], transport: .mutualTLS)
            ).message()
            #expect(tls.certificateChain == "chain of far")
            #expect(tls.privateKey == "key")
            #expect(tls.socketPath == nil)
        }
    }

    @Test func `an enforcement point for an application that is not there is refused`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.post(
                "/api/v1/enforcement-points",
                EnforcementPointRequest(name: "edge", applications: ["wiki"], transport: .socket))
            #expect(answer.status == 400)
            #expect(try answer.message(Problem.self).detail.contains("`wiki`"))
        }
    }
}
