import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@Suite struct SetUpServiceTests {
    private static let code = "GH-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE"

    @Test func `the set-up code makes one administrator with a passkey, and no second one`() async throws {
        let site = try await SignInSite()
        try await site.withSetUpCode(Self.code)
        #expect(try await site.setUp.isOpen(site.tenant.id))
        var authenticator = SoftwareAuthenticator()
        let signedIn = try await site.setUp(&authenticator, Self.code, name: "Root ")
        #expect(signedIn.user.userName == "root" && signedIn.user.roles == ["administrator"])
        #expect(try await !site.setUp.isOpen(site.tenant.id))
        var second = SoftwareAuthenticator()
        await #expect(throws: ServiceError.self) { try await site.setUp(&second, Self.code, name: "second") }
        let again = try await site.signIn(&authenticator)
        #expect(again.user.id == signedIn.user.id)
    }

    @Test func `of two who finish at once only one becomes the administrator`() async throws {
        let site = try await SignInSite()
        try await site.withSetUpCode(Self.code)
        let made = await withTaskGroup(of: Bool.self) { group in
            for name in ["one", "two", "three"] {
                group.addTask {
                    var authenticator = SoftwareAuthenticator()
                    return (try? await site.setUp(&authenticator, Self.code, name: name)) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(made == 1)
    }

    @Test func `a wrong code makes nobody, and a code is not used up by a passkey that was refused`() async throws {
        let site = try await SignInSite()
        try await site.withSetUpCode(Self.code)
        var authenticator = SoftwareAuthenticator()
        let wrong = await site.fixture.code {
            _ = try await site.setUp(&authenticator, "GH-00000-00000-00000-00000-00000", name: "root")
        }
        #expect(wrong == .unauthenticated)
        var elsewhere = SoftwareAuthenticator(origin: "https://evil.example")
        await #expect(throws: ServiceError.self) { try await site.setUp(&elsewhere, Self.code, name: "root") }
        #expect(try await site.store.read(site.tenant.id) { try $0.user(named: "root") } == nil)
        _ = try await site.setUp(&authenticator, Self.code, name: "root")
    }
}

extension SignInSite {
    fileprivate func withSetUpCode(_ code: String) async throws {
        let kept = SetUpCode(hash: SetUpService.hash(code), createdAt: fixture.time.now)
        try await store.write(tenant.id) { try $0.save(kept) }
    }

    fileprivate func setUp(
        _ authenticator: inout SoftwareAuthenticator, _ code: String, name: String
    ) async throws -> SignedIn {
        let request = request(name)
        let offer = try await setUp.offer(tenant, code: code, userName: name, displayName: "Somebody", request)
        return try await setUp.finish(
            tenant, state: offer.state, answer: authenticator.register(offer.options), request)
    }
}
