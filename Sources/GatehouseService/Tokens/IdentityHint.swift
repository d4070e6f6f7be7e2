import GatehouseModel
import GatehouseOpenID
import GatehouseWire

/// An ID token of ours that a client gives back to say whom it means (OpenID Connect Core §3.1.2.1); it may have expired.
struct IdentityHint: Hashable, Sendable {
    /// Whom it was made for.
    let client: ClientApplicationID
    let user: UserID

    /// Verifies the token with the tenant's keys; refuses another tenant's, another application's than `client`, and one
    /// that was made for anything else than to say who signed in.
    init(
        _ text: String, for client: String?, of tenant: TenantID, issuer: String, _ clients: ClientBook, at now: Instant
    ) throws(OpenIDError) {
        do throws(OpenIDError) {
            let token = try CompactJWS(text)
            let keys = clients.look(tenant) { $0.keys.identity } ?? []
            // Whose it says to be is believed with the signature alone.
            let audience = try ClaimsSet(reading: token.payload).audience.first
            let named = client ?? audience ?? ""
            let claims = try JSONWebKeySet(keys).claims(
                of: token, type: "JWT",
                rules: ClaimsRules(
                    issuer: issuer, audiences: [named], required: [.subject], allowsExpired: true),
                at: now, by: clients.verifier)
            guard let application = ClientApplicationID(named), let user = claims.subject.flatMap(UserID.init) else {
                throw OpenIDError(.claimMissing, "the token does not say whose it is")
            }
            self.client = application
            self.user = user
        } catch {
            throw error.inHint
        }
    }
}

extension SigningKeyRing {
    /// What ID tokens verify with, also those from before a rotation as long as their key is published.
    fileprivate var identity: [JSONWebKey] { entries.filter { $0.use == .idToken }.map(\.key) }
}
