import GatehouseService

/// The connection of one unit of work among several of one transaction.
protocol UnitConnection: SQLConnection {
    /// Why the whole transaction is gone, and with it the other units of the group.
    var loss: StoreError? { get }

    /// Whether the unit could not be taken back alone: the whole group must be done again, with care.
    var needsCare: Bool { get }

    /// Keeps what the unit changed as part of the transaction; throws when a statement of the unit was refused.
    func keepPart() throws

    /// Takes back what the unit changed; the rest of the transaction stays, or ``loss`` says why not.
    func undoPart()
}

/// How a group takes back what one unit changed.
enum GroupCare {
    /// Not at all: it counts on every unit to be kept, and is done again with care if one is not.
    case hopeful
    /// Each unit alone.
    case careful
}

/// A unit of a hopeful group was refused; the transaction is of no use.
struct GroupNeedsCare: Error {}

/// The one transaction of a group, as an engine runs it; its errors are ``StoreError``.
protocol GroupTransaction {
    /// For the next unit of work of the group.
    func nextUnit() -> any UnitConnection

    /// Returns once everything is durable; throws ``GroupNeedsCare`` when a statement of any unit was refused.
    func commit() throws

    /// Ends a transaction that was not committed, if there is one still.
    func abandon()
}

/// Commits several units of work in one transaction: the disk is waited for once for all of them.
struct GroupCommit {
    /// How long after its beginning a group still takes units: other nodes wait for the writers' lock meanwhile.
    static let longest = Duration.milliseconds(250)

    private let longest: Duration
    private let begin: (GroupCare) throws -> any GroupTransaction

    init(longest: Duration = Self.longest, _ begin: @escaping (GroupCare) throws -> any GroupTransaction) {
        self.longest = longest
        self.begin = begin
    }

    /// Commits what waits, group after group, until nothing does.
    func drain(_ queue: CommitQueue) {
        while queue.hasNext() { commit(next: queue) }
    }

    /// Runs the next group and tells each caller how it ended; callers hear of success only after the commit.
    ///
    /// A write that throws takes back its own part alone. When the engine itself ends the transaction, or the commit
    /// fails, nothing of the group was kept and every caller hears why. A commit whose answer was lost may have been
    /// kept: the callers hear `unavailable` and ask again. Where an engine has no cheap way to take back one unit, the
    /// bodies of a group may run twice.
    private func commit(next queue: CommitQueue) {
        var start = ContinuousClock.now
        var writes = [WaitingWrite]()
        var begun = 0
        do {
            var transaction = try begin(.hopeful)
            // What came while another node had the lock is part of this group.
            (start, writes) = (.now, queue.take())
            do {
                do {
                    try commit(writes, in: transaction, until: start + longest, &begun)
                } catch is GroupNeedsCare {
                    transaction.abandon()
                    begun = 0
                    transaction = try begin(.careful)
                    try commit(writes, in: transaction, until: .now + longest, &begun)
                }
            } catch {
                transaction.abandon()
                throw error
            }
        } catch {
            if writes.isEmpty {
                writes = queue.take()
                begun = writes.count
            }
            for write in writes[..<begun] { write.fail(error) }
        }
        queue.finish(leaving: writes[begun...], after: .now - start)
    }

    /// Counts the units that it has begun; there is always one.
    private func commit(
        _ writes: [WaitingWrite], in transaction: any GroupTransaction, until end: ContinuousClock.Instant,
        _ begun: inout Int
    ) throws {
        var accepted = [@Sendable () -> Void]()
        var refused = [(write: WaitingWrite, error: any Error)]()
        for write in writes where begun == 0 || .now < end {
            begun += 1
            let unit = transaction.nextUnit()
            do {
                let tell = try write.run(unit)
                try unit.keepPart()
                accepted.append(tell)
            } catch {
                unit.undoPart()
                refused.append((write, error))
            }
            if let loss = unit.loss { throw loss }
            if unit.needsCare { throw GroupNeedsCare() }
        }
        try transaction.commit()
        for tell in accepted { tell() }
        for (write, error) in refused { write.fail(error) }
    }
}
