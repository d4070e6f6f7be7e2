import GatehouseHTTP
import GatehouseModel
import GatehouseService
import GatehouseWire
import Hummingbird
import NIOCore

extension OpenCall {
    /// Refuses what another site's page sends, whatever cookies came with it.
    ///
    /// A browser says where a `POST` comes from; with our referrer policy forms say `null`, and `Sec-Fetch-Site` tells.
    func requireOwnOrigin(_ origin: String) throws {
        if header("origin") == origin { return }
        if header("sec-fetch-site") == "same-origin" { return }
        throw ServiceError(
            .notPermitted, "this was sent from a page of another site",
            hint: "open this server's own page at \(origin) and try again")
    }

    /// The members of a body in JSON.
    func json() async throws -> JSON {
        guard header("content-type")?.lowercased().hasPrefix("application/json") == true else {
            throw ServiceError(.invalid, "the body must be `application/json`")
        }
        do {
            return try JSON.parse(try await body(limit: 300 << 10), limits: JSON.Limits(bytes: 300 << 10, depth: 8))
        } catch is WireError {
            throw ServiceError(.invalid, "the body is not well-formed JSON")
        }
    }
}

extension JSON {
    /// A text member; empty when there is none.
    func text(_ name: String) -> String {
        if case .string(let text) = self[name] { text } else { "" }
    }
}

extension Response {
    /// JSON of ours.
    init(_ members: [JSON.Member]) {
        self.init(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSON.object(members).serialised())))
    }

    /// What a browser is told to do next.
    init(next path: String) { self.init([JSON.Member("next", .string(path))]) }

    /// Another page, to be fetched with GET (RFC 9110 §15.4.4).
    init(seeOther path: String) { self.init(status: .seeOther, headers: [.location: path]) }
}

extension SignInSurface {
    /// Where the request comes from; its browser is new when it presents no mark.
    func request(_ call: OpenCall, _ tenant: TenantID) async throws -> SignInRequest {
        SignInRequest(
            address: call.address, userAgent: call.header("user-agent") ?? "",
            device: try await services.device(call, tenant), formerCookie: call.cookie(SessionCookie.name),
            browser: services.signIn.seal.browser(presenting: call.cookie(BrowserMark.cookie)))
    }

    /// The page with the browser's mark, which forms and ceremonies are bound to.
    func marked(_ response: Response, _ browser: BrowserMark) throws -> Response {
        var response = response
        response.set(
            SetCookie(
                name: BrowserMark.cookie, value: try services.signIn.seal.cookie(of: browser),
                lifetime: SetCookie.browserLifetime))
        return response
    }

    /// A form that this server's page sent from this browser.
    func ownForm(
        _ call: OpenCall, _ tenant: TenantID, _ browser: BrowserMark
    ) async throws -> [String: String] {
        try call.requireOwnOrigin(services.signIn.origin)
        let form = try await call.form()
        try services.signIn.seal.requireFormToken(form["token"], tenant, browser, at: services.clock.now)
        return form
    }
}
