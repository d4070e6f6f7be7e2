import GatehouseModel
import GatehouseService

extension FaultInjectingUnit: FederationReading {
    func federatedIdentity(provider: String, subject: String) throws -> FederatedIdentity? {
        try step().federatedIdentity(provider: provider, subject: subject)
    }
    func federatedIdentities(of user: UserID) throws -> [FederatedIdentity] {
        try step().federatedIdentities(of: user)
    }
}

extension FaultInjectingUnit: FederationWriting {
    func add(_ identity: FederatedIdentity) throws { try step().add(identity) }
    func removeFederatedIdentity(provider: String, subject: String) throws {
        try step().removeFederatedIdentity(provider: provider, subject: subject)
    }
    func add(_ pending: PendingFederation) throws { try step().add(pending) }
    func takePendingFederation(withHash hash: String) throws -> PendingFederation? {
        try step().takePendingFederation(withHash: hash)
    }
    func removePendingFederations(endedBefore now: Instant) throws {
        try step().removePendingFederations(endedBefore: now)
    }
}
