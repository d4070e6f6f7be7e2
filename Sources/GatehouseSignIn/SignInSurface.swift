public import GatehouseHTTP
public import GatehouseModel
public import GatehouseService
import Hummingbird
import NIOCore

/// The pages on which people sign in and see to what they sign in with.
public struct SignInSurface: Sendable {
    /// What the pages need.
    public struct Services: Sendable {
        /// Proves who people are.
        public var signIn: SignInService
        /// People's sessions.
        public var sessions: SessionService
        /// What people sign in with.
        public var info: SecurityInfoService
        /// The first administrator.
        public var setUp: SetUpService
        /// People whom others sign in.
        public var federation: FederationService
        /// The device that a browser proved, if it proved one.
        public var device: @Sendable (OpenCall, TenantID) async throws -> DeviceID?
        /// Decides how old a form is.
        public var clock: GatehouseService.Clock

        /// Takes the services; by itself no browser proves a device.
        public init(
            signIn: SignInService, sessions: SessionService, info: SecurityInfoService, setUp: SetUpService,
            federation: FederationService, clock: GatehouseService.Clock,
            device: @escaping @Sendable (OpenCall, TenantID) async throws -> DeviceID? = { _, _ in nil }
        ) {
            self.signIn = signIn
            self.sessions = sessions
            self.info = info
            self.setUp = setUp
            self.federation = federation
            self.clock = clock
            self.device = device
        }
    }

    let services: Services

    /// Makes the pages.
    public init(_ services: Services) { self.services = services }

    /// Every page, and what pages load.
    public var routes: [Route] { signInRoutes + federationRoutes + setUpRoutes + meRoutes + passwordRoutes + assets }

    static let reason = "whoever signs in has no token yet"
    static let reasonOfMe = "the session's cookie is the credential"

    private var assets: [Route] {
        [
            Self.asset("/assets/sign-in.js", "The script of the sign-in pages", "text/javascript", Script.text),
            Self.asset(
                "/assets/sign-in.css", "The style of the sign-in pages", "text/css",
                StyleSheet.text(colour: Branding.usualColour)),
        ]
    }

    private static func asset(_ path: String, _ summary: String, _ type: String, _ text: String) -> Route {
        .open(.get, path, reason: "it is the same for everybody", summary, mediaType: type) { _ in
            var response = Response(
                status: .ok, headers: [.contentType: "\(type); charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
            response.headers[.cacheControl] = "public, max-age=300"
            return response
        }
    }

    /// A page whose errors are pages too.
    func page(
        _ method: Route.Method, _ path: String, reason: String = reason, _ summary: String,
        _ body: @escaping @Sendable (OpenCall) async throws -> Response
    ) -> Route {
        .open(
            method, path, reason: reason, summary, rawBody: method == .post ? "application/x-www-form-urlencoded" : nil,
            mediaType: "text/html", traffic: .reading
        ) { call in
            do {
                return try await body(call)
            } catch {
                return try Self.errorPage(error, call)
            }
        }
    }

    /// What the pages' script asks; its errors are problems in JSON.
    func data(
        _ path: String, reason: String = reason, _ summary: String,
        _ body: @escaping @Sendable (OpenCall) async throws -> Response
    ) -> Route {
        .open(
            .post, path, reason: reason, summary, rawBody: "application/json", traffic: .reading, body)
    }

    private static func errorPage(_ error: any Error, _ call: OpenCall) throws -> Response {
        // What is no answer to a person, such as a body that is too large, stays a problem.
        guard let error = error as? ServiceError ?? (error as? StoreError).map({ ServiceError(wrapping: $0) }),
            ![.failed, .unavailable, .storageFull, .storageDamaged].contains(error.code)
        else { throw error }
        var page = Page(template: "error", title: .errorTitle, tenant: nil)
        page.values = Page.words(of: error)
        page.values["number"] = "\(call.requestID)"
        return page.response(status: error.status)
    }
}

extension ServiceError {
    /// What a page with this error is answered with.
    var status: HTTPResponse.Status {
        switch code {
        case .notFound: .notFound
        case .unauthenticated: .unauthorized
        case .conflict: .conflict
        case .notPermitted, .tenantSuspended: .forbidden
        default: .badRequest
        }
    }
}
