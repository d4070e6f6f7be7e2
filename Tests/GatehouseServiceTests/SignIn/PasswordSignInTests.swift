import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import Testing

@Suite struct PasswordSignInTests {
    private static let password = "correct horse battery"

    @Test func `name, password and the application's code sign in, and each code does once`() async throws {
        let site = try await SignInSite()
        let key = try await site.withPassword(Self.password).key
        site.fixture.time.advance(.seconds(30))
        let code = TimeCode.code(key, step: site.step)
        let signedIn = try await site.password(Self.password, code)
        #expect(signedIn.session.methods == [.password, .totp])
        await #expect(throws: ServiceError.self) { try await site.password(Self.password, code) }
    }

    @Test func `of many who use one code at once only one signs in`() async throws {
        let site = try await SignInSite()
        let key = try await site.withPassword(Self.password).key
        site.fixture.time.advance(.seconds(30))
        let code = TimeCode.code(key, step: site.step)
        let signedIn = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<4 {
                group.addTask {
                    (try? await site.password(Self.password, code, from: "192.0.2.\(number)")) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(signedIn == 1)
    }

    @Test func `a code of a step to either side is good, and none that is further off`() async throws {
        let site = try await SignInSite()
        let key = try await site.withPassword(Self.password).key
        site.fixture.time.advance(.seconds(600))
        for (offset, isGood) in [(-2, false), (2, false), (-1, true), (1, true)] as [(Int64, Bool)] {
            let code = TimeCode.code(key, step: site.step + offset)
            let signedIn = try? await site.password(Self.password, code)
            #expect((signedIn != nil) == isGood, "step \(offset)")
        }
    }

    @Test func `a recovery code stands in for the application once`() async throws {
        let site = try await SignInSite()
        let codes = try await site.withPassword(Self.password).codes
        #expect(codes.count == 10)
        let signedIn = try await site.password(Self.password, codes[3].uppercased().replacing("-", with: " "))
        #expect(signedIn.session.methods == [.password, .recoveryCode])
        await #expect(throws: ServiceError.self) { try await site.password(Self.password, codes[3]) }
    }

    @Test func `nobody learns whether the name, the password or the code was wrong`() async throws {
        let site = try await SignInSite()
        let key = try await site.withPassword(Self.password).key
        site.fixture.time.advance(.seconds(30))
        let code = TimeCode.code(key, step: site.step)
        let attempts = [
            ("nobody@example.org", Self.password, code), (site.ada.userName, "wrong horse battery", code),
            (site.ada.userName, Self.password, "abcdef"),
        ]
        var answers = Set<ServiceError>()
        for (name, password, code) in attempts {
            let error = await #expect(throws: ServiceError.self) {
                try await site.signIn.signIn(
                    site.tenant, userName: name, password: password, code: code, site.request())
            }
            if let error { answers.insert(error) }
        }
        #expect(answers.count == 1)
    }

    @Test func `a stranger who guesses locks out themselves, and not the person in their own browser`() async throws {
        let site = try await SignInSite()
        let (key, _) = try await site.withPassword(Self.password)
        let own = site.request().browser.known(to: site.ada.id)
        for _ in 0..<60 { _ = try? await site.password("wrong horse battery", "000000", from: "198.51.100.1") }
        for number in 0..<60 {
            _ = try? await site.password("wrong horse battery", "000000", from: "203.0.113.\(number)")
        }
        site.fixture.time.advance(.seconds(30))
        let code = TimeCode.code(key, step: site.step)
        let stranger = await site.fixture.code {
            try await site.password(Self.password, code, from: "198.51.100.2")
        }
        #expect(stranger == .notPermitted)
        let request = SignInRequest(address: "198.51.100.1", userAgent: "test", browser: own)
        _ = try await site.signIn.signIn(
            site.tenant, userName: site.ada.userName, password: Self.password, code: code, request)
    }

    @Test func `a name that nobody has is held up like one that somebody has`() async throws {
        let site = try await SignInSite()
        _ = try await site.withPassword(Self.password)
        for name in [site.ada.userName, "nobody@example.org"] {
            var codes = [ServiceError.Code?]()
            for _ in 0..<6 {
                codes.append(
                    await site.fixture.code {
                        _ = try await site.signIn.signIn(
                            site.tenant, userName: name, password: "x", code: "1", site.request(from: name))
                    })
            }
            #expect(codes == Array(repeating: .unauthenticated, count: 5) + [.notPermitted])
        }
    }

    @Test(arguments: ["short", "aaaaaaaaaaaaaaaa", "stolen elsewhere 1"])
    func `a password that is easy to guess is refused`(password: String) async throws {
        let site = try await SignInSite(breached: ["stolen elsewhere 1"])
        let refused: ServiceError.Code? = await site.fixture.code { _ = try await site.withPassword(password) }
        #expect(refused == .invalid)
    }

    @Test func `whoever signed in too long ago changes nothing`() async throws {
        let site = try await SignInSite()
        let signedIn = try await site.registered().signedIn
        site.fixture.time.advance(.seconds(900))
        let code = await site.fixture.code {
            _ = try await site.info.offerPasskey(site.tenant, signedIn.session, site.ada, signedIn.browser)
        }
        #expect(code == .notPermitted)
    }

    @Test func `the last thing that a person can sign in with stays`() async throws {
        let site = try await SignInSite()
        let signedIn = try await site.registered().signedIn
        let passkeys = try await site.info.overview(site.tenant.id, signedIn.session).passkeys
        let code = await site.fixture.code {
            try await site.info.remove(site.tenant.id, signedIn.session, site.ada, passkeys[0].id)
        }
        #expect(code == .conflict)
    }

    @Test func `an access pass signs in its person once, and nobody else`() async throws {
        let site = try await SignInSite()
        let pass = try await site.passes.create(
            site.tenant.id, for: site.ada.userName, lifetime: .seconds(600), isOneTime: true,
            as: SignInSite.administrator(site.tenant.id))
        let other = await site.fixture.code {
            _ = try await site.signIn.signIn(
                site.tenant, userName: "grace@example.org", accessPass: pass.secret, site.request())
        }
        #expect(other == .unauthenticated)
        _ = try await site.signIn.signIn(
            site.tenant, userName: site.ada.userName, accessPass: pass.secret, site.request())
        let again = await site.fixture.code {
            _ = try await site.signIn.signIn(
                site.tenant, userName: site.ada.userName, accessPass: pass.secret, site.request())
        }
        #expect(again == .unauthenticated)
    }
}

extension SignInSite {
    @discardableResult fileprivate func password(
        _ password: String, _ code: String, from address: String = "192.0.2.9"
    ) async throws -> SignedIn {
        try await signIn.signIn(
            tenant, userName: ada.userName, password: password, code: code, request(from: address))
    }
}
