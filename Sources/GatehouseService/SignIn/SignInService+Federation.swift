import GatehouseModel

extension SignInService {
    /// Begins the session of somebody whom an upstream provider signed in.
    public func signIn(
        _ tenant: Tenant, arrival: FederationService.Arrival, _ request: SignInRequest
    ) async throws -> SignedIn {
        let now = clock.now
        return try await store.write(tenant.id) { [sessions] work in
            guard let user = try work.user(arrival.user.id), user.isEnabled else {
                throw ServiceError(
                    .notPermitted, "the account `\(arrival.user.userName)` may not sign in",
                    hint: "ask your administrator")
            }
            return try sessions.begin(request, user, [.federated], in: work, at: now)
        }
    }
}
