import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWebAuthn
import Testing

@Suite struct PasskeySignInTests {
    @Test func `whoever holds a registered passkey is signed in, and the counter is kept`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered(counter: 5).authenticator
        let signedIn = try await site.signIn(&authenticator)
        #expect(signedIn.user == site.ada && signedIn.session.methods == [.passkey])
        let kept = try await site.store.read(site.tenant.id) { [ada = site.ada] in try $0.passkeys(of: ada.id) }
        #expect(kept.map(\.record.counter) == [6])
    }

    @Test func `an answer counts once, on whichever node it comes again`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered().authenticator
        let request = site.request()
        let offer = try site.signIn.offer(site.tenant, request.browser)
        let answer = try authenticator.sign(offer.options)
        _ = try await site.signIn.signIn(site.tenant, state: offer.state, answer: answer, request)
        let again = await site.fixture.code {
            _ = try await site.signIn.signIn(site.tenant, state: offer.state, answer: answer, request)
        }
        #expect(again == .invalid)
    }

    @Test func `of many answers to one challenge at once only one signs in`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered().authenticator
        let request = site.request()
        let offer = try site.signIn.offer(site.tenant, request.browser)
        let answer = try authenticator.sign(offer.options)
        let signedIn = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (try? await site.signIn.signIn(site.tenant, state: offer.state, answer: answer, request)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(signedIn == 1)
    }

    @Test func `another origin, another domain and a person who was not verified are refused`() async throws {
        let site = try await SignInSite()
        let authenticator = try await site.registered().authenticator
        let changes: [(inout SoftwareAuthenticator) -> Void] = [
            { $0.origin = "https://localhost.example.net:8443" }, { $0.domain = "example.net" },
            { $0.verifiesUser = false },
        ]
        for change in changes {
            var changed = authenticator
            change(&changed)
            await #expect(throws: ServiceError.self) { try await site.signIn(&changed) }
        }
    }

    @Test func `a passkey whose counter goes back is barred, and the audit log says so`() async throws {
        let site = try await SignInSite()
        var authenticator = try await site.registered(counter: 5).authenticator
        var copy = authenticator
        try await site.signIn(&authenticator)
        await #expect(throws: ServiceError.self) { try await site.signIn(&copy) }
        await #expect(throws: ServiceError.self) { try await site.signIn(&authenticator) }
        let rows = try await site.fixture.audit.rows(site.tenant.id, after: 0, limit: 100)
        #expect(rows.contains { $0.entry.action == "passkey.suspect" })
    }

    @Test func `a challenge is for one browser, one purpose and half an hour`() async throws {
        let site = try await SignInSite()
        var (authenticator, signedIn) = try await site.registered()
        let request = site.request()
        let offer = try site.signIn.offer(site.tenant, request.browser)
        let answer = try authenticator.sign(offer.options)
        let elsewhere = await site.fixture.code {
            _ = try await site.signIn.signIn(
                site.tenant, state: offer.state, answer: answer, site.request("another browser"))
        }
        #expect(elsewhere == .invalid)
        let registration = try await site.info.offerPasskey(
            site.tenant, signedIn.session, site.ada, signedIn.browser)
        let confused = await site.fixture.code {
            _ = try await site.signIn.signIn(
                site.tenant, state: registration.state, answer: authenticator.sign(registration.options), request)
        }
        #expect(confused == .invalid)
        site.fixture.time.advance(.seconds(1800))
        let late = await site.fixture.code {
            _ = try await site.signIn.signIn(site.tenant, state: offer.state, answer: answer, request)
        }
        #expect(late == .invalid)
        signedIn = try await site.registered().signedIn
    }

    @Test func `a passkey that nobody registered signs nobody in`() async throws {
        let site = try await SignInSite()
        var stranger = SoftwareAuthenticator()
        let code = await site.fixture.code { _ = try await site.signIn(&stranger) }
        #expect(code == .unauthenticated)
    }
}
