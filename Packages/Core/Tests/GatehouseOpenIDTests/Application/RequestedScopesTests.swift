import GatehouseOpenID
import Testing

@Suite struct RequestedScopesTests {
    @Test func `what Microsoft's clients ask for is read`() throws {
        let scopes = try RequestedScopes("https://localhost/.default offline_access openid profile")
        #expect(scopes.identity == [.openid, .profile, .offlineAccess])
        #expect(scopes.resource == "https://localhost")
        #expect(scopes.isDefault)
        #expect(scopes.text == "openid profile offline_access https://localhost/.default")
    }

    @Test func `permissions are of one resource, and a bare name is of our own`() throws {
        let scopes = try RequestedScopes("api://a/Devices.Read  api://a/Alerts.Read api://a/Devices.Read")
        #expect(scopes.resource == "api://a")
        #expect(scopes.permissions == ["Devices.Read", "Alerts.Read"])
        #expect(try RequestedScopes("Devices.Read openid").resource == nil)
        #expect(try RequestedScopes("  ").isEmpty)
    }

    @Test(arguments: [
        ("a\"b", OpenIDError.Code.scopeMalformed), ("a\\b", .scopeMalformed), ("ü", .scopeMalformed),
        ("a\tb", .scopeMalformed),
        ("https://localhost/", .scopeMalformed), ("/.default", .scopeMalformed),
        ("api://a/X api://b/Y", .scopeConflict), ("X api://b/Y", .scopeConflict),
        ("api://a/.default api://a/X", .scopeConflict),
    ])
    func `scopes that say nothing or too much are refused`(text: String, code: OpenIDError.Code) {
        #expect(refusal { try RequestedScopes(text) } == code)
    }

    @Test func `a list of scopes has a limit`() {
        #expect(refusal { try RequestedScopes(String(repeating: "a ", count: 2049)) } == .scopeMalformed)
    }

    @Test(arguments: [
        ("openid api://a/X api://a/Y", "api://a/X", true), ("openid api://a/X", "openid", true),
        ("api://a/.default", "api://a/X", false), ("api://a/.default", "api://a/.default", true),
        ("openid api://a/.default", "openid", true), ("api://a/.default", "api://b/.default", false),
        ("api://a/X", "api://a/.default", false), ("api://a/X", "api://a/Y", false), ("api://a/X", "api://b/X", false),
        ("api://a/X", "X", false), ("api://a/X", "openid", false), ("openid", "offline_access", false),
    ])
    func `a refreshed token may have less, and no more`(granted: String, asked: String, isCovered: Bool) throws {
        let (granted, asked) = (try RequestedScopes(granted), try RequestedScopes(asked))
        #expect(granted.covers(asked) == isCovered)
        #expect(refusal { try granted.narrowed(to: asked) } == (isCovered ? nil : .scopeWidened))
    }

    @Test func `a refresh that names no scopes keeps them`() throws {
        let granted = try RequestedScopes("openid api://a/X")
        #expect(try granted.narrowed(to: nil) == granted)
    }

    @Test func `a refresh that names permissions alone goes on being signed in`() throws {
        let granted = try RequestedScopes("openid offline_access api://a/X api://a/Y")
        #expect(try granted.narrowed(to: RequestedScopes("api://a/Y")).text == "openid offline_access api://a/Y")
        #expect(try granted.narrowed(to: RequestedScopes("openid")).text == "openid offline_access")
    }
}
