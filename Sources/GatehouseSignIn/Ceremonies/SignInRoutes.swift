import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird

extension SignInSurface {
    var signInRoutes: [Route] {
        [
            page(.get, "/{tenant}/signin", "The page on which people sign in", signInPage),
            page(.post, "/{tenant}/signin/password", "Signs in by password and code", signInByPassword),
            page(.get, "/{tenant}/signin/pass", "The page for temporary access passes", passPage),
            page(.post, "/{tenant}/signin/pass", "Signs in by a temporary access pass", signInByPass),
            data("/{tenant}/signin/options", "Options for navigator.credentials.get()") { call in
                let tenant = try await services.signIn.tenant(call.parameter("tenant"))
                try call.requireOwnOrigin(services.signIn.origin)
                let browser = try await request(call, tenant.id).browser
                return try marked(Self.response(services.signIn.offer(tenant, browser)), browser)
            },
            data("/{tenant}/signin/passkey", "Signs in by a passkey", signInByPasskey),
        ]
    }

    /// What a browser begins a ceremony with.
    static func response(_ offer: CeremonyOffer) throws -> Response {
        Response([
            JSON.Member("state", .string(offer.state)), JSON.Member("options", try JSON.parse(offer.options)),
        ])
    }

    private func signInPage(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        let target = try ContinuePath(call.query("continue"), of: tenant)
        let browser = try await request(call, tenant.id).browser
        let hint = String((try call.query("login_hint") ?? "").prefix(320))
        var page = try form("sign-in", .signInTitle, tenant, target, browser, user: hint)
        page.values["providers"] = try await providers(tenant)
        return try marked(page.response(), browser)
    }

    /// The upstream providers that people may choose.
    private func providers(_ tenant: Tenant) async throws -> [[String: String]] {
        try await services.federation.choices(tenant.id).map { ["name": $0.name, "label": $0.label] }
    }

    private func passPage(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        let target = try ContinuePath(call.query("continue"), of: tenant)
        let browser = try await request(call, tenant.id).browser
        return try marked(form("pass", .passTitle, tenant, target, browser).response(), browser)
    }

    private func form(
        _ template: String, _ title: Phrase, _ tenant: Tenant, _ target: ContinuePath, _ browser: BrowserMark,
        user: String = "", problem: ServiceError? = nil
    ) throws -> Page {
        var page = Page(template: template, title: title, tenant: tenant, problem: problem)
        page.values = [
            "base": "/\(tenant.name)/signin", "continue": target.text, "continueEncoded": Self.encoded(target.text),
            "token": try services.signIn.seal.formToken(tenant.id, browser, at: services.clock.now), "user": user,
            "open": problem != nil || !user.isEmpty,
        ]
        return page
    }

    private func signInByPassword(_ call: OpenCall) async throws -> Response {
        try await signIn(call, "sign-in", .signInTitle) { tenant, form, request in
            try await services.signIn.signIn(
                tenant, userName: form["user"] ?? "", password: form["password"] ?? "", code: form["code"] ?? "",
                request)
        }
    }

    private func signInByPass(_ call: OpenCall) async throws -> Response {
        try await signIn(call, "pass", .passTitle) { tenant, form, request in
            try await services.signIn.signIn(
                tenant, userName: form["user"] ?? "", accessPass: form["pass"] ?? "", request)
        }
    }

    /// Signs in by a form; what was wrong is said on the same page.
    private func signIn(
        _ call: OpenCall, _ template: String, _ title: Phrase,
        _ prove: (Tenant, [String: String], SignInRequest) async throws -> SignedIn
    ) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        let request = try await request(call, tenant.id)
        let form = try await ownForm(call, tenant.id, request.browser)
        let target = try ContinuePath(form["continue"], of: tenant)
        do {
            let signedIn = try await prove(tenant, form, request)
            var response = Response(seeOther: target.text)
            try response.keep(signedIn, services.signIn.seal)
            return response
        } catch let error as ServiceError where [.unauthenticated, .notPermitted].contains(error.code) {
            var page = try self.form(
                template, title, tenant, target, request.browser, user: form["user"] ?? "", problem: error)
            page.values["providers"] = try await providers(tenant)
            return page.response(status: error.status)
        }
    }

    private func signInByPasskey(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        try call.requireOwnOrigin(services.signIn.origin)
        let json = try await call.json()
        let target = try ContinuePath(json.text("continue"), of: tenant)
        let signedIn = try await services.signIn.signIn(
            tenant, state: json.text("state"), answer: (json["response"] ?? .null).serialised(),
            try await request(call, tenant.id))
        var response = Response(next: target.text)
        try response.keep(signedIn, services.signIn.seal)
        return response
    }

    /// For a query: everything but letters and digits as `%XX`.
    static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let character = Character(UnicodeScalar(byte))
            if character.isASCII, character.isLetter || character.isNumber {
                result.append(character)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
