import GatehouseService
import GatehouseTestSupport
import Testing

@testable import GatehouseSignIn

@Suite struct ContinuePathTests {
    @Test(arguments: [
        "/me", "/me/password", "/test/oauth2/v2.0/authorize/resume?interaction=1&x=%2F%2Fexample.org",
        "/\(Tenant.test.id)/oauth2/v2.0/authorize/resume?interaction=1",
    ])
    func `pages of this server that need a person come after signing in`(path: String) throws {
        #expect(try ContinuePath(path, of: .test).text == path)
    }

    @Test(arguments: [
        "https://example.org/", "//example.org/", "/\\example.org", "\\\\example.org", "/me\r\nset-cookie: x=1",
        "/me/../api/v1/devices", "/me//example.org", "/meadow", "/other/oauth2/v2.0/authorize", "/test/setup",
        "javascript:alert(1)", " /me", "/m\u{E9}", "/test/oauth2/../../x",
    ])
    func `nothing else does`(path: String) {
        let error = #expect(throws: ServiceError.self) { try ContinuePath(path, of: .test) }
        #expect(error?.code == .invalid)
    }

    @Test func `who says nothing comes to their own page`() throws {
        #expect(try ContinuePath(nil, of: .test) == .me)
        #expect(try ContinuePath("", of: .test) == .me)
    }
}
