import GatehouseModel
import GatehouseService

/// The columns of what upstream providers say in the order in which they are written and read.
private enum FederationTable {
    static let identity = ["provider", "subject", "issuer", "person", "linked_at"]
    static let insertIdentity = SQLText.insert(into: "federated_identity", ["tenant"] + identity)
    static let selectIdentity = SQLText.select(identity, from: "federated_identity")

    static let pending = ["hash", "provider", "destination", "expires_at"]
    static let insertPending = SQLText.insert(into: "pending_federation", ["tenant"] + pending)
    static let takePending =
        "DELETE FROM pending_federation WHERE tenant = ? AND hash = ? RETURNING \(pending.joined(separator: ", "))"
}

extension SQLRow {
    fileprivate mutating func federatedIdentity() throws -> FederatedIdentity {
        let (provider, subject, issuer) = (try text(), try text(), try text())
        return try FederatedIdentity(
            provider: provider, issuer: issuer, subject: subject, user: identifier(), linkedAt: instant())
    }

    fileprivate mutating func pendingFederation() throws -> PendingFederation {
        try PendingFederation(hash: text(), provider: text(), destination: text(), expiresAt: instant())
    }
}

extension SQLTransaction: FederationReading {
    func federatedIdentity(provider: String, subject: String) throws -> FederatedIdentity? {
        try row(FederationTable.selectIdentity + " AND provider = ? AND subject = ?", provider, subject) {
            try $0.federatedIdentity()
        }
    }

    func federatedIdentities(of user: UserID) throws -> [FederatedIdentity] {
        try rows(FederationTable.selectIdentity + " AND person = ? ORDER BY provider, subject", user) {
            try $0.federatedIdentity()
        }
    }
}

extension SQLTransaction: FederationWriting {
    func add(_ identity: FederatedIdentity) throws {
        try execute(
            FederationTable.insertIdentity, identity.provider, identity.subject, identity.issuer, identity.user,
            identity.linkedAt)
    }

    func removeFederatedIdentity(provider: String, subject: String) throws {
        try execute(
            "DELETE FROM federated_identity WHERE tenant = ? AND provider = ? AND subject = ?", provider, subject)
    }

    func add(_ pending: PendingFederation) throws {
        try execute(
            FederationTable.insertPending, pending.hash, pending.provider, pending.destination, pending.expiresAt)
    }

    func takePendingFederation(withHash hash: String) throws -> PendingFederation? {
        try row(FederationTable.takePending, hash) { try $0.pendingFederation() }
    }

    func removePendingFederations(endedBefore now: Instant) throws {
        try execute("DELETE FROM pending_federation WHERE tenant = ? AND expires_at < ?", now)
    }
}
