import GatehouseAPI
import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct AssetRoutesTests {
    private func request(_ name: String, _ fill: (inout AssetRequest) -> Void = { _ in }) -> AssetRequest {
        var request = AssetRequest()
        request.name = name
        fill(&request)
        return request
    }

    private func patch(_ api: APIFixture, _ uri: String, _ message: some APIMessage) async throws -> Answer {
        try await api.ask(.patch, uri, body: String(decoding: JSONBody.encode(message), as: UTF8.self))
    }

    @Test func `a thing is written down, found, changed and removed`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.post(APIRoute.assets, request("printer-1") { $0.kind = "printer" })
            #expect(answer.status == 201)
            let made: AssetItem = try answer.message()
            let filter = APIRoute.percentEncoded("kind eq 'printer' and contains(name,'PRINT')")
            let page: ListPage<AssetItem> = try await api.ask(
                .get, "\(APIRoute.assets)?filter=\(filter)", as: .reader
            ).message()
            #expect(page.items == [made])
            var change = AssetRequest()
            change.version = made.version
            change.addTags = ["floor-2"]
            let path = APIRoute.fill(APIRoute.asset, made.id.description)
            let changed: AssetItem = try await patch(api, path, change).message()
            #expect(changed.tags == ["floor-2"] && changed.version == 2)
            #expect(try await patch(api, path, change).status == 409)
            #expect(try await api.ask(.delete, path, as: .reader).status == 403)
            #expect(try await api.ask(.delete, path, as: .helpDesk).status == 204)
            #expect(try await api.ask(.get, path).status == 404)
        }
    }

    @Test func `pages follow each other in the order asked for`() async throws {
        try await APIFixture.run { api in
            for name in ["c", "a", "b"] { _ = try await api.post(APIRoute.assets, request(name)) }
            let first: ListPage<AssetItem> = try await api.ask(.get, "\(APIRoute.assets)?limit=2").message()
            let cursor = APIRoute.percentEncoded(try #require(first.next))
            let second: ListPage<AssetItem> = try await api.ask(
                .get, "\(APIRoute.assets)?limit=2&cursor=\(cursor)"
            ).message()
            #expect((first.items + second.items).map(\.name) == ["a", "b", "c"])
        }
    }

    @Test func `a file is tried, taken in, written out and taken in again without a change`() async throws {
        try await APIFixture.run { api in
            let text = "name,kind,serial,mac,tags\nprinter-1,printer,E7451,,a b\n"
            let file = SourceFile(name: "list.csv", text: text)
            let tried: AssetImportResponse = try await api.post(
                APIRoute.assetImport, AssetImportRequest(file: file, dryRun: true)
            ).message()
            #expect(tried.created == 1)
            let done: AssetImportResponse = try await api.post(APIRoute.assetImport, AssetImportRequest(file: file))
                .message()
            #expect(done.created == 1 && done.changes.first?.line == 2)
            _ = try await api.post(APIRoute.assets, request("=cmd|' /C calc'!A0") { $0.notes = "one\ntwo, \"three\"" })
            let export = try await api.ask(.get, APIRoute.assetExport)
            #expect(export.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(export.text.contains(",'=cmd|"))
            let again: AssetImportResponse = try await api.post(
                APIRoute.assetImport, AssetImportRequest(file: SourceFile(name: "again.csv", text: export.text))
            ).message()
            // What was entered by hand is imported now as well; nothing else differs.
            #expect(again.created == 0 && again.updated == 1 && again.changes.first?.fields == ["sources"])
        }
    }

    @Test(arguments: [
        ("name,serail\n", 1, 6, "unknown column `serail`"), ("name,kind\na,b,c\n", 2, 5, "the row has 3 fields"),
        ("name,kind\n\na,printr\n", 3, 3, "`printr` is no kind"), ("id,name\nx,a\n", 2, 1, "`x` is no id"),
        ("name,lastSeen\na,yesterday\n", 2, 3, "`yesterday` is no time"),
    ])
    func `a mistake in a file is answered with its line and column`(
        text: String, line: Int, column: Int, message: String
    ) async throws {
        try await APIFixture.run { api in
            let answer = try await api.post(
                APIRoute.assetImport, AssetImportRequest(file: SourceFile(name: "list.csv", text: text)))
            #expect(answer.status == 422)
            let problem: Problem = try answer.message()
            let error = try #require(problem.errors?.first)
            #expect(error.file == "list.csv" && error.line == line && error.column == column)
            #expect(error.message.hasPrefix(message))
        }
    }

    @Test func `a device is assigned, and a reader may not`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            var request = DeviceAssignmentRequest()
            request.owner = "Ada@example.org"
            request.addTags = ["kiosk"]
            let path = APIRoute.fill(APIRoute.device, id.description)
            let detail: DeviceDetail = try await patch(api, path, request).message()
            #expect(detail.device.owner == "ada@example.org" && detail.device.tags == ["kiosk"])
            let body = String(decoding: try JSONBody.encode(request), as: UTF8.self)
            #expect(try await api.ask(.patch, path, as: .reader, body: body).status == 403)
            request.owner = "nobody"
            #expect(try await patch(api, path, request).status == 400)
        }
    }
}
