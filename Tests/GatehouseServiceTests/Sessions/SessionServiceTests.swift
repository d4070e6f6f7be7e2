import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import Testing

@Suite struct SessionServiceTests {
    @Test func `a cookie is good for its session until the session is revoked`() async throws {
        let site = try await SignInSite()
        let signedIn = try await site.registered().signedIn
        let found = try await site.sessions.session(presenting: signedIn.cookie.text, site.tenant.id, device: nil)
        #expect(found?.session == signedIn.session && found?.user == site.ada)
        try await site.sessions.revoke(signedIn.session.id, site.tenant.id, of: site.ada.id, actor: "test")
        #expect(try await site.isSignedIn(signedIn.cookie) == false)
    }

    @Test func `a session ends when it is not used, and at its end however much it is used`() async throws {
        let site = try await SignInSite()
        let idle = try await site.registered().signedIn
        site.fixture.time.advance(.seconds(8 * 3600))
        #expect(try await site.isSignedIn(idle.cookie) == false)
        let busy = try await site.registered().signedIn
        for _ in 0..<23 {
            site.fixture.time.advance(.seconds(3600))
            #expect(try await site.isSignedIn(busy.cookie))
        }
        site.fixture.time.advance(.seconds(3600))
        #expect(try await site.isSignedIn(busy.cookie) == false)
    }

    @Test func `a session that is bound to a device is nobody's without it, and on another`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered().authenticator
        var request = site.request()
        request.device = .numbered(1)
        let cookie = try await site.signIn(&authenticator, request).cookie
        #expect(try await site.isSignedIn(cookie, from: .numbered(1)))
        #expect(try await site.isSignedIn(cookie, from: .numbered(2)) == false)
        #expect(try await site.isSignedIn(cookie) == false)
    }

    @Test func `a session without a device may be used from a device, and stays without one`() async throws {
        let site = try await SignInSite()
        let cookie = try await site.registered().signedIn.cookie
        let found = try await site.sessions.session(presenting: cookie.text, site.tenant.id, device: .numbered(1))
        #expect(found != nil && found?.session.device == nil)
    }

    @Test func `nobody is signed in who is disabled, or whose sessions count from later on`() async throws {
        let site = try await SignInSite()
        let cookie = try await site.registered().signedIn.cookie
        for change in [{ $0.isEnabled = false }, { $0.sessionsValidFrom = .distantFuture }] as [(inout User) -> Void] {
            var ada = site.ada
            change(&ada)
            let changed = ada
            try await site.store.write(site.tenant.id) { try $0.save(changed) }
            #expect(try await site.isSignedIn(cookie) == false)
        }
        try await site.store.write(site.tenant.id) { [ada = site.ada] in try $0.save(ada) }
        #expect(try await site.isSignedIn(cookie))
    }

    @Test func `a cookie is worth nothing in another tenant, nor is half of one`() async throws {
        let site = try await SignInSite()
        try await site.fixture.store.addTenant(.other)
        let cookie = try await site.registered().signedIn.cookie
        let elsewhere = try await site.sessions.session(
            presenting: cookie.text, Tenant.other.id, device: nil)
        #expect(elsewhere == nil)
        let moved = "\(Tenant.other.id)" + cookie.text.dropFirst(36)
        for text in [moved, String(cookie.text.dropLast()), "", cookie.text + "x"] {
            #expect(try await site.sessions.session(presenting: text, site.tenant.id, device: nil) == nil)
        }
    }

    @Test func `signing in again gives another cookie and ends the session of the one before`() async throws {
        let site = try await SignInSite()
        var (authenticator, first) = try await site.registered()
        var request = site.request()
        request.formerCookie = first.cookie.text
        let second = try await site.signIn(&authenticator, request)
        #expect(second.cookie != first.cookie)
        #expect(try await site.isSignedIn(first.cookie) == false)
        #expect(try await site.isSignedIn(second.cookie))
        first = second
    }

    @Test func `a cookie that somebody planted before the sign-in is worth nothing after it`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered().authenticator
        let planted = "\(site.tenant.id).AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
        var request = site.request()
        request.formerCookie = planted
        let signedIn = try await site.signIn(&authenticator, request)
        #expect(signedIn.cookie.text != planted)
        #expect(try await site.sessions.session(presenting: planted, site.tenant.id, device: nil) == nil)
    }

    @Test func `a person ends their own sessions and nobody else's`() async throws {
        let site = try await SignInSite()
        let signedIn = try await site.registered().signedIn
        let code = await site.fixture.code {
            try await site.sessions.revoke(
                signedIn.session.id, site.tenant.id, of: .numbered(2), actor: "test")
        }
        #expect(code == .notFound)
        #expect(try await site.sessions.list(site.tenant.id, of: site.ada.id).count == 1)
        try await site.sessions.revokeAll(site.tenant.id, of: site.ada.id, actor: "test")
        #expect(try await site.sessions.list(site.tenant.id, of: site.ada.id).isEmpty)
    }

    @Test func `nothing that is kept of a session gives its cookie away`() async throws {
        let site = try await SignInSite()
        let signedIn = try await site.registered().signedIn
        let secret = String(signedIn.cookie.text.dropFirst(37))
        let kept = try await site.store.read(site.tenant.id) { try $0.session(signedIn.session.id) }
        #expect(kept.map { !"\($0)".contains(secret) } == true)
    }
}

extension SignInSite {
    func isSignedIn(_ cookie: SessionCookie, from device: DeviceID? = nil) async throws -> Bool {
        try await sessions.session(presenting: cookie.text, tenant.id, device: device) != nil
    }
}
