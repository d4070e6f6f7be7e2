import GatehouseHTTP
import GatehouseModel
import GatehouseService
import Hummingbird

extension SignInSurface {
    /// What the browser keeps while the person is at the provider.
    static let federationCookie = "__Host-gatehouse-federation"

    var federationRoutes: [Route] {
        [
            page(.get, "/{tenant}/signin/with/{provider}", "Sends the browser to an upstream provider", leave),
            page(.get, "/{tenant}/signin/callback", "Takes up the answer of an upstream provider", arrive),
        ]
    }

    private func leave(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        let target = try ContinuePath(call.query("continue"), of: tenant)
        let hint = String((try call.query("login_hint") ?? "").prefix(320))
        let begun = try await services.federation.begin(
            tenant.id, at: call.parameter("provider"), destination: target.text, callback: callback(tenant),
            loginHint: hint)
        var response = Response(seeOther: begun.address)
        response.set(
            SetCookie(
                name: Self.federationCookie, value: begun.browserSecret,
                lifetime: Int(FederationService.patience.components.seconds)))
        return response
    }

    private func arrive(_ call: OpenCall) async throws -> Response {
        let tenant = try await services.signIn.tenant(call.parameter("tenant"))
        guard let secret = call.cookie(Self.federationCookie) else {
            throw ServiceError(
                .invalid, "this browser began no sign-in, or took longer than ten minutes", hint: "sign in again")
        }
        let arrival = try await services.federation.finish(
            tenant.id, reading: Array(call.rawQuery.utf8), browserSecret: secret, callback: callback(tenant))
        let signedIn = try await services.signIn.signIn(tenant, arrival: arrival, try await request(call, tenant.id))
        // The path was looked at when the sign-in began; what is written into the store since then is not believed.
        var response = Response(seeOther: try ContinuePath(arrival.destination, of: tenant).text)
        try response.keep(signedIn, services.signIn.seal)
        response.set(SetCookie(name: Self.federationCookie, value: "", lifetime: 0))
        return response
    }

    /// What is registered at the provider.
    private func callback(_ tenant: Tenant) -> String { "\(services.signIn.origin)/\(tenant.name)/signin/callback" }
}
