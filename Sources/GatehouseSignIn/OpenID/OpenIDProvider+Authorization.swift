import GatehouseHTTP
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseWire
import Hummingbird

extension OpenIDProvider {
    /// Where people sign in, and come back to.
    var authorization: [Route] {
        let reason = "whoever asks is sent to sign in"
        let page = "text/html"
        return [
            .open(
                .get, "/{tenant}/oauth2/v2.0/authorize", reason: reason,
                "Asks for a person's sign-in (RFC 6749 §4.1)", mediaType: page, traffic: .change
            ) { call in
                try await showing(call) { people, tenant, endpoints in
                    try await people.authorization.answer(
                        Array(call.rawQuery.utf8), from: people.browser(of: call, tenant.id), of: tenant, at: endpoints)
                }
            },
            .open(
                .post, "/{tenant}/oauth2/v2.0/authorize", reason: reason,
                "Asks for a person's sign-in by a form (OpenID Connect Core §3.1.2.1)",
                rawBody: "application/x-www-form-urlencoded", mediaType: page, traffic: .change
            ) { call in
                try await showing(call) { people, tenant, endpoints in
                    try await people.authorization.answer(
                        try await form(of: call), from: people.browser(of: call, tenant.id), of: tenant, at: endpoints)
                }
            },
            .open(
                .get, "/{tenant}/oauth2/v2.0/authorize/resume", reason: reason,
                "Goes on with a request after the sign-in", mediaType: page, traffic: .change
            ) { call in
                try await showing(call) { people, tenant, endpoints in
                    let query = try FormParameters(reading: Array(call.rawQuery.utf8))
                    guard let interaction = query["interaction"] else {
                        return .page(OpenIDError(.parameterMissing, "`interaction` is missing"))
                    }
                    return try await people.authorization.resume(
                        interaction, from: people.browser(of: call, tenant.id), of: tenant, at: endpoints)
                }
            },
        ]
    }

    private func showing(
        _ call: OpenCall,
        _ body: (People, Tenant, ProviderEndpoints) async throws -> AuthorizationEndpoint.Answer
    ) async throws -> Response {
        do {
            guard let people else { throw OpenIDError(.grantNotAllowed, "nobody signs in here") }
            let (tenant, endpoints) = try await place(of: call)
            return Self.response(try await body(people, tenant, endpoints), tenant)
        } catch let error as OpenIDError {
            return ProtocolPage.refusal(error, request: call.requestID).response
        }
    }

    private static func response(_ answer: AuthorizationEndpoint.Answer, _ tenant: Tenant) -> Response {
        switch answer {
        case .page(let error): return ProtocolPage.refusal(error, request: nil).response
        case .client(let answer):
            switch answer.delivery {
            case .location(let address): return redirect(to: address)
            case .form(let action, let fields): return ProtocolPage.form(action, fields).response
            }
        case .signIn(let interaction, let hint):
            let back = "/\(tenant.id)/oauth2/v2.0/authorize/resume?interaction=\(interaction)"
            var fields = [FormParameters.Field("continue", back)]
            if let hint { fields.append(FormParameters.Field("login_hint", hint)) }
            return redirect(to: "/\(tenant.id)/signin?\(FormParameters(fields).text)")
        }
    }

    /// 303, so that a browser never sends a form on (RFC 9700 §4.12).
    static func redirect(to address: String) -> Response {
        Response(status: .seeOther, headers: [.location: address, .cacheControl: "no-store"])
    }
}
