import GatehouseHTTP
import GatehouseModel
import GatehouseService
import Hummingbird

extension SignInSurface {
    var passwordRoutes: [Route] {
        [
            me(.get, "/me/password", "The page on which the person sets a password") { _, person in
                try await changing(person) { try newPasswordPage(person) }
            },
            me(.post, "/me/password", "Sets password and authenticator application", setPassword),
            me(.post, "/me/password/remove", "Forgets password and authenticator application") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                return try await changed(person) {
                    try await services.info.removePassword(person.tenant.id, person.session, person.user)
                }
            },
            me(.post, "/me/recovery-codes", "Makes new recovery codes") { call, person in
                _ = try await ownForm(call, person.tenant.id, person.browser)
                return try await changing(person) {
                    Self.codesPage(
                        person,
                        try await services.info.renewRecoveryCodes(person.tenant.id, person.session, person.user))
                }
            },
        ]
    }

    private func setPassword(_ call: OpenCall, _ person: Person) async throws -> Response {
        let form = try await ownForm(call, person.tenant.id, person.browser)
        do {
            let codes = try await services.info.setPassword(
                person.tenant, person.session, person.user, person.browser, state: form["state"] ?? "",
                password: form["password"] ?? "", code: form["code"] ?? "")
            return Self.codesPage(person, codes)
        } catch let error as ServiceError where error.code == .invalid {
            return try await changing(person) {
                try newPasswordPage(person, again: form["state"], problem: error)
            }
        }
    }

    private func newPasswordPage(
        _ person: Person, again state: String? = nil, problem: ServiceError? = nil
    ) throws -> Response {
        let offer = try services.info.offerPassword(
            person.tenant, person.session, person.user, person.browser, again: state)
        var page = Page(template: "new-password", title: .newPasswordTitle, tenant: person.tenant, problem: problem)
        page.values = [
            "token": try services.signIn.seal.formToken(person.tenant.id, person.browser, at: services.clock.now),
            "state": offer.state, "key": Self.grouped(offer.key), "link": offer.link,
            "user": Self.names(person.user),
        ]
        return page.response(status: problem?.status ?? .ok)
    }

    private static func codesPage(_ person: Person, _ codes: [String]) -> Response {
        var page = Page(template: "codes", title: .recoveryTitle, tenant: person.tenant)
        page.values = ["codes": codes]
        return page.response()
    }

    /// Answers a page, or the person's own with why there is none.
    private func changing(_ person: Person, _ page: () async throws -> Response) async throws -> Response {
        do {
            return try await page()
        } catch let error as ServiceError where [.notPermitted, .conflict].contains(error.code) {
            return try await mePage(person, problem: error)
        }
    }

    /// In groups of four.
    private static func grouped(_ key: String) -> String {
        String(key.enumerated().flatMap { $0.offset > 0 && $0.offset % 4 == 0 ? [" ", $0.element] : [$0.element] })
    }
}
