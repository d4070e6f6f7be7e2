public import GatehouseModel

/// What changed in the store, in the order in which it became durable.
public struct Change: Hashable, Sendable {
    /// Which rows changed; it says what ``Change/id`` holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case device
        case asset
        case facts
        case verdict
        case certificate
        case document
        case token
        case deviceToken
        case action
        case enrolmentCode
        case enrolmentApproval
        case registeredHardware
        case pointCertificate
        /// A person.
        case user
        /// A group, or who is in it.
        case group
        /// A version of a discovery script; the id is the script's name.
        case script
        /// A tenant itself; the id is its own, and the change belongs to the tenant that owns the server.
        case tenant
        /// The keys of the tenant's authority; the id is the tenant's.
        case authority
        /// An application that gets tokens; the id is its own.
        case clientApplication
        /// A key that tokens are signed with; the id is its own.
        case signingKey
        /// A person's sign-in in a browser began, changed or ended.
        case session
    }
    /// Whether the row is there after the change.
    public enum Operation: String, Sendable, Hashable, CaseIterable {
        case put
        case delete
    }

    /// The tenant whose row changed.
    public var tenant: TenantID
    /// Grows without gaps that hide a change: after sequence N, nothing at or below N will appear.
    public var sequence: Int64
    /// The kind of the row.
    public var kind: Kind
    /// The row's own identifier in text: a device id, a certificate serial, `Kind/name` of a document.
    public var id: String
    /// `delete` when the row is gone, `put` when it is new or differs.
    public var operation: Operation
    /// A random number of the unit of work: a store that was restored gives the same sequence to another change.
    public var mark: Int64

    /// Makes the change as the feed gives it.
    public init(tenant: TenantID, sequence: Int64, kind: Kind, id: String, operation: Operation, mark: Int64) {
        self.tenant = tenant
        self.sequence = sequence
        self.kind = kind
        self.id = id
        self.operation = operation
        self.mark = mark
    }
}

/// The one way by which anybody learns of a change.
///
/// The store appends to it itself, in every unit of work.
public protocol ChangeFeed: Sendable {
    /// Changes after `sequence` over all tenants, oldest first.
    func changes(after sequence: Int64, limit: Int) async throws -> [Change]
    /// The newest sequence; asking proves that the store is reachable.
    func newestSequence() async throws -> Int64
    /// The newest change; throws ``OtherHistory`` when the change at `seen` is not in its past.
    func feedPosition(since seen: FeedPosition?) async throws -> FeedPosition
    /// Forgets the changes below `sequence`; a follower that was further behind than that loads everything anew.
    func pruneChanges(before sequence: Int64) async throws
    /// A wake-up after every commit of this node that appended; may be late or doubled, so readers catch up by
    /// sequence.
    func wakeUps() -> AsyncStream<Void>
}
