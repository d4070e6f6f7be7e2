import GatehouseHTTP
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import Hummingbird

extension OpenIDProvider {
    /// Devices without a browser, and the page on which people let them in.
    var devices: [Route] {
        [
            .open(
                .post, "/{tenant}/oauth2/v2.0/devicecode", reason: "the client proves itself in the body or its header",
                "Asks for a sign-in on another machine (RFC 8628)", rawBody: "application/x-www-form-urlencoded",
                traffic: .change
            ) { call in
                try await answering(call) {
                    guard let people else { throw OpenIDError(.grantNotAllowed, "nobody signs in here") }
                    let (tenant, endpoints) = try await place(of: call)
                    let request = try DeviceAuthorizationRequest(
                        reading: try await form(of: call), authorization: call.header("authorization"))
                    let answer = try await people.devices.begin(
                        request, of: tenant, at: endpoints, page: "\(endpoints.base)/\(tenant.name)/device")
                    return Self.uncacheable(answer.json)
                }
            },
            .open(
                .get, "/{tenant}/device", reason: "it leads to the page of the tenant's own",
                "Short for the page of devices",
                mediaType: "text/html", traffic: .reading
            ) { call in
                let (tenant, _) = try await place(of: call)
                return Self.redirect(to: Self.devicePage(tenant))
            },
            .open(
                .get, "/{tenant}/oauth2/v2.0/device", reason: "whoever asks is sent to sign in",
                "The page on which people let a device sign in", mediaType: "text/html", traffic: .reading
            ) { call in
                try await devicePage(call, [:])
            },
            .open(
                .post, "/{tenant}/oauth2/v2.0/device", reason: "the session in the cookie is the credential",
                "Lets a device sign in, or does not", rawBody: "application/x-www-form-urlencoded",
                mediaType: "text/html", traffic: .change
            ) { call in
                let (_, endpoints) = try await place(of: call)
                try call.requireOwnOrigin(endpoints.base)
                let fields = try FormParameters(reading: try await form(of: call)).fields
                return try await devicePage(
                    call, Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first })
            },
        ]
    }

    private static func devicePage(_ tenant: Tenant) -> String { "/\(tenant.id)/oauth2/v2.0/device" }

    private func devicePage(_ call: OpenCall, _ fields: [String: String]) async throws -> Response {
        guard let people else { throw ServiceError(.notFound, "nobody signs in here") }
        let (tenant, _) = try await place(of: call)
        let answer = fields["answer"].map { $0 == "allow" }
        let page = try await people.devices.page(
            code: fields["code"], answer: answer, from: people.browser(of: call, tenant.id), of: tenant)
        let action = Self.devicePage(tenant)
        switch page {
        case .signIn:
            let fields = FormParameters([.init("continue", action)])
            return Self.redirect(to: "/\(tenant.id)/signin?\(fields.text)")
        case .form(let problem): return ProtocolPage.deviceForm(action, problem).response
        case .question(let application, let scopes, let code):
            return ProtocolPage.deviceQuestion(action, application: application, scopes: scopes, code: code).response
        case .done(let isAllowed): return ProtocolPage.deviceDone(isAllowed).response
        }
    }
}
