import GatehouseKeys
import GatehouseModel
import GatehouseOpenID

/// Finds out which application asks: from memory, and from the store where memory may be behind.
struct ClientAuthentication: Sendable {
    let store: any Store
    let clients: ClientBook
    let clock: Clock

    /// Who asked, as it was believed.
    struct Believed: Sendable {
        var client: KnownClient
        var authenticated: AuthenticatedClient
        /// SHA-256 of the certificate that it showed on the connection; `nil` where it showed none.
        var certificate: [UInt8]?

        /// Who has the refresh tokens: a public client proves nothing else, so that its certificate must.
        var holder: RefreshFamily.Holder {
            RefreshFamily.Holder(
                clientID: authenticated.id, certificateSHA256: client.record.isConfidential ? nil : certificate)
        }
    }

    /// The application, or why it is not believed; an assertion is believed once.
    func authenticate(
        _ proof: ClientProof, of tenant: TenantID, audiences: [String]
    ) async throws -> Believed {
        let id = ClientApplicationID(proof.clientID.description)
        let known = id.flatMap { id in clients.look(tenant) { $0.clients[id] } }
        let believed: Believed
        do {
            believed = try judge(proof, known, audiences)
        } catch {
            // A new application or secret counts at once; what was taken away is refused by both.
            guard let id, let stored = try await store.read(tenant, { try $0.clientApplication(id) }),
                stored != known?.record
            else { throw error }
            believed = try judge(proof, KnownClient(stored), audiences)
        }
        if let assertion = believed.authenticated.assertion {
            try await take(assertion, of: believed.client.record.id, tenant)
        }
        return believed
    }

    private func judge(
        _ proof: ClientProof, _ known: KnownClient?, _ audiences: [String]
    ) throws -> Believed {
        let now = clock.now
        let authenticated = try ClientAuthenticator(audiences: audiences).authenticate(
            proof, as: known?.application(at: now), at: now, hash: Secret.sha256, verifier: clients.verifier)
        guard let known else { throw OpenIDError(.clientUnknown, "there is no such application") }
        return Believed(client: known, authenticated: authenticated)
    }

    /// One unit of work decides between two that come at once, on whichever nodes.
    private func take(
        _ assertion: AuthenticatedClient.Assertion, of application: ClientApplicationID, _ tenant: TenantID
    ) async throws {
        let state = TokenState(
            kind: .assertion, id: Secret.digest("\(application) \(assertion.id)"), application: application,
            expiresAt: assertion.expires)
        guard try await store.write(tenant, { try $0.insertTokenState(state) }) else {
            throw OpenIDError(.assertionReused, "the client assertion was used before")
        }
    }
}
