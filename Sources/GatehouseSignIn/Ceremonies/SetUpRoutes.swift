import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird

extension SignInSurface {
    var setUpRoutes: [Route] {
        [
            page(.get, "/{tenant}/setup", "The page on which the first administrator is made") { call in
                let tenant = try await services.signIn.tenant(call.parameter("tenant"))
                let browser = try await request(call, tenant.id).browser
                return try await marked(setUpPage(tenant, browser).response(), browser)
            },
            page(.post, "/{tenant}/setup", "Takes the set-up code, and asks for a passkey", beginSetUp),
            data("/{tenant}/setup/passkey", "Makes the first administrator with a passkey") { call in
                let tenant = try await services.signIn.tenant(call.parameter("tenant"))
                try call.requireOwnOrigin(services.signIn.origin)
                let json = try await call.json()
                let signedIn = try await services.setUp.finish(
                    tenant, state: json.text("state"), answer: (json["response"] ?? .null).serialised(),
                    try await request(call, tenant.id))
                var response = Response(next: ContinuePath.me.text)
                try response.keep(signedIn, services.signIn.seal)
                return response
            },
        ]
    }

    private func setUpPage(
        _ tenant: Tenant, _ browser: BrowserMark, form: [String: String] = [:], problem: ServiceError? = nil
    ) async throws -> Page {
        var page = Page(template: "set-up", title: .setUpTitle, tenant: tenant, problem: problem)
        page.values = [
            "base": "/\(tenant.name)", "isOpen": try await services.setUp.isOpen(tenant.id),
            "token": try services.signIn.seal.formToken(tenant.id, browser, at: services.clock.now),
            "user": form["user"] ?? "", "name": form["name"] ?? "",
        ]
        return page
    }

    private func beginSetUp(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        let request = try await request(call, tenant.id)
        let form = try await ownForm(call, tenant.id, request.browser)
        do {
            let offer = try await services.setUp.offer(
                tenant, code: form["code"] ?? "", userName: form["user"] ?? "", displayName: form["name"] ?? "",
                request)
            var page = Page(template: "set-up-passkey", title: .setUpPasskey, tenant: tenant)
            page.values = [
                "base": "/\(tenant.name)", "state": offer.state,
                "options": String(decoding: offer.options, as: UTF8.self),
            ]
            return page.response()
        } catch let error as ServiceError
            where [.unauthenticated, .notPermitted, .invalid, .conflict].contains(error.code)
        {
            return try await setUpPage(tenant, request.browser, form: form, problem: error).response(
                status: error.status)
        }
    }
}
