import GatehouseHTTP
import GatehouseModel
import GatehouseOpenID
import GatehouseService
import GatehouseWire
import Hummingbird

extension OpenIDProvider {
    /// Who a token's person is (OpenID Connect Core §5.3).
    var userinfo: [Route] {
        [("GET", Route.Method.get), ("POST", Route.Method.post)].map { name, method in
            .open(
                method, "/{tenant}/oidc/userinfo", reason: "the access token in the header is the credential",
                "Who a token's person is, by \(name)", traffic: .reading
            ) { call in
                let (tenant, _) = try await place(of: call)
                do {
                    guard let people else { throw ServiceError(.unauthenticated, "nobody signs in here") }
                    let claims = try await people.accessTokens.userinfo(
                        presenting: Self.bearer(call), of: tenant.id, certificate: call.peerCertificateThumbprint)
                    return Self.uncacheable(claims)
                } catch let error as ServiceError where error.code == .unauthenticated {
                    var response = Self.uncacheable(
                        .object([
                            JSON.Member("error", .string("invalid_token")),
                            JSON.Member("error_description", .string(error.message)),
                        ]), status: .unauthorized)
                    response.headers[.wwwAuthenticate] = "Bearer realm=\"gatehouse\", error=\"invalid_token\""
                    return response
                }
            }
        }
    }

    private static func bearer(_ call: OpenCall) throws -> String {
        let parts = (call.header("authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer", parts[1].utf8.count <= CompactJWS.sizeLimit else {
            throw ServiceError(.unauthenticated, "a bearer token is wanted")
        }
        return String(parts[1])
    }
}
