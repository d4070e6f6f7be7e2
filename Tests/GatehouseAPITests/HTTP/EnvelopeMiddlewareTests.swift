import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird
import Testing

struct EnvelopeMiddlewareTests {
    @Test func `a path that is not there is a problem`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, "/nowhere")
            #expect(answer.status == 404)
            #expect(answer.headers[.contentType] == "application/problem+json")
            let problem = try answer.message(Problem.self)
            #expect(problem.code == "notFound")
            #expect(problem.title == "Not Found")
            #expect(problem.type == "urn:gatehouse:problem:notFound")
            #expect(problem.instance.hasPrefix("urn:uuid:"))
        }
    }

    @Test func `a method that the path does not take names the ones it takes`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.delete, "/api/v1/devices")
            #expect(answer.status == 405)
            #expect(answer.headers[.allow] == "GET")
            #expect(answer.code == "methodNotAllowed")
        }
    }

    @Test func `an answer without a good token says how to be known`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, "/api/v1/devices", as: nil)
            #expect(answer.status == 401)
            #expect(answer.headers[.wwwAuthenticate] == "Bearer realm=\"gatehouse\"")
        }
    }

    @Test func `a failure of ours tells nothing but the request's id`() async throws {
        struct Surprise: Error { let secret = "the password is swordfish" }
        let route = Route.open(.get, "/fails", reason: "a test", "Fails") { _ in throw Surprise() }
        try await APIFixture.run(extra: [route]) { api in
            let answer = try await api.ask(.get, "/fails")
            #expect(answer.status == 500)
            #expect(!answer.text.contains("swordfish"))
            let problem = try answer.message(Problem.self)
            let header = answer.headers.first { $0.name.canonicalName == "x-request-id" }
            #expect(problem.instance == "urn:uuid:\(header?.value ?? "missing")")
        }
    }

    @Test func `a body beyond the limit is refused`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(
                .post, "/api/v1/tokens", body: String(repeating: " ", count: (4 << 20) + 1))
            #expect(answer.status == 413)
            #expect(answer.code == "payloadTooLarge")
        }
    }

    @Test func `a body of another media type is refused`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.post, "/api/v1/tokens", body: "a=b", contentType: "text/plain")
            #expect(answer.status == 415)
        }
    }

    @Test func `a body that lacks a member says which`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.post, "/api/v1/tokens", body: #"{"name":"ci","role":"reader"}"#)
            #expect(answer.status == 400)
            #expect(try answer.message(Problem.self).detail == "the member `expiresIn` is missing")
        }
    }

    @Test func `a body that is not JSON is refused`() async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.post, "/api/v1/tokens", body: "{")
            #expect(answer.status == 400)
            #expect(answer.code == "malformedBody")
        }
    }

    @Test func `every answer carries the security headers`() async throws {
        try await APIFixture.run { api in
            for uri in ["/healthz", "/nowhere"] {
                let answer = try await api.ask(.get, uri)
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(answer.headers[.cacheControl] == "no-store")
                #expect(answer.headers[.strictTransportSecurity] == "max-age=31536000")
            }
        }
    }

    @Test func `a token in another place than the header is not looked at`() async throws {
        try await APIFixture.run { api in
            let secret = api.secrets[.administrator] ?? ""
            let answer = try await api.ask(.get, "/api/v1/devices?access_token=\(secret)", as: nil)
            #expect(answer.status == 401)
        }
    }
}
