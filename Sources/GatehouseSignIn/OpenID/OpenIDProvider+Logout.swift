import GatehouseHTTP
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import Hummingbird

extension OpenIDProvider {
    /// Where sessions end (OpenID Connect RP-Initiated Logout 1.0 §2).
    var logout: [Route] {
        [
            .open(
                .get, "/{tenant}/oauth2/v2.0/logout",
                reason: "the session in the cookie ends, if an ID token names its person or the person agrees",
                "Signs out", mediaType: "text/html", traffic: .change
            ) { call in
                try await ending(call) { people, tenant, endpoints in
                    try await end(call, Array(call.rawQuery.utf8), isConfirmed: false, people, tenant, endpoints)
                }
            },
            .open(
                .post, "/{tenant}/oauth2/v2.0/logout",
                reason: "an application's form goes on as a query, and the person's own carries a token of the page",
                "Signs out by a form", rawBody: "application/x-www-form-urlencoded", mediaType: "text/html",
                traffic: .change
            ) { call in
                try await ending(call) { people, tenant, endpoints in
                    try await endByForm(call, people, tenant, endpoints)
                }
            },
        ]
    }

    private func endByForm(
        _ call: OpenCall, _ people: People, _ tenant: Tenant, _ endpoints: ProviderEndpoints
    ) async throws -> Response {
        let form = try FormParameters(reading: try await form(of: call))
        let request = FormParameters(form.fields.filter { !Self.own.contains($0.name) })
        guard let answer = form["answer"] else {
            // With a form of another site the browser sends no cookie of ours; with the query that follows it does.
            return Self.redirect(to: "\(Self.logoutPath(tenant))?\(request.text)")
        }
        try call.requireOwnOrigin(endpoints.base)
        let browser = people.seal.browser(presenting: call.cookie(BrowserMark.cookie))
        try people.seal.requireFormToken(form["token"], tenant.id, browser, at: clock.now)
        guard answer == "end" else { return ProtocolPage.logoutKept.response }
        return try await end(call, Array(request.text.utf8), isConfirmed: true, people, tenant, endpoints)
    }

    private func end(
        _ call: OpenCall, _ request: [UInt8], isConfirmed: Bool, _ people: People, _ tenant: Tenant,
        _ endpoints: ProviderEndpoints
    ) async throws -> Response {
        let answer = try await people.logout.answer(
            request, isConfirmed: isConfirmed, from: people.browser(of: call, tenant.id), of: tenant, at: endpoints)
        switch answer {
        case .page(let error): return ProtocolPage.logoutRefused(error.message, request: call.requestID).response
        case .question(let person, let application):
            let browser = people.seal.browser(presenting: call.cookie(BrowserMark.cookie))
            var fields = try FormParameters(reading: request).fields.filter { !Self.own.contains($0.name) }
            fields.append(.init("token", try people.seal.formToken(tenant.id, browser, at: clock.now)))
            var response = ProtocolPage.logoutQuestion(
                Self.logoutPath(tenant), person: person, application: application, fields
            ).response
            response.set(
                SetCookie(
                    name: BrowserMark.cookie, value: try people.seal.cookie(of: browser),
                    lifetime: SetCookie.browserLifetime))
            return response
        case .done(let address):
            var response = address.map(Self.redirect) ?? ProtocolPage.logoutDone.response
            response.set(SetCookie(name: SessionCookie.name, value: "", lifetime: 0))
            return response
        }
    }

    /// What the page's form has besides the request.
    private static let own: Set<String> = ["answer", "token"]

    private static func logoutPath(_ tenant: Tenant) -> String { "/\(tenant.id)/oauth2/v2.0/logout" }

    /// What is wrong is said to the person on a page.
    private func ending(
        _ call: OpenCall, _ body: (People, Tenant, ProviderEndpoints) async throws -> Response
    ) async throws -> Response {
        do {
            guard let people else { throw OpenIDError(.grantNotAllowed, "nobody signs in here") }
            let (tenant, endpoints) = try await place(of: call)
            return try await body(people, tenant, endpoints)
        } catch let error as OpenIDError {
            return ProtocolPage.logoutRefused(error.message, request: call.requestID).response
        } catch let error as ServiceError where [.invalid, .notPermitted].contains(error.code) {
            return ProtocolPage.logoutRefused(error.message, request: call.requestID).response
        }
    }
}
