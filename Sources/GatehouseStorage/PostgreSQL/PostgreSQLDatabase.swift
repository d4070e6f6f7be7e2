import GatehouseService
import Synchronization

/// PostgreSQL over libpq: one connection that writes in groups, a few that read, one that follows the feed and claims
/// jobs, so that no list delays a revocation, and one that listens.
final class PostgreSQLDatabase: SQLDatabase {
    private let address: PostgreSQLAddress
    private let limits: PostgreSQLLimits
    private let queue = CommitQueue()
    private let reachability = Reachability()
    private let writer: ConnectionThreads
    let readers: ConnectionThreads
    private let follower: ConnectionThreads
    private let listener = Mutex<ChangeListener?>(nil)

    private init(_ address: PostgreSQLAddress, limits: PostgreSQLLimits) {
        self.address = address
        self.limits = limits
        writer = ConnectionThreads(address, purpose: "writes", limits: limits, reachability)
        readers = ConnectionThreads(
            address, purpose: "reads", limits: limits, reachability, count: limits.readers,
            patience: .init(capacity: limits.waitingReaders, wait: limits.reader))
        follower = ConnectionThreads(
            address, purpose: "follows", limits: limits.following, reachability,
            patience: .init(capacity: limits.waitingReaders, wait: limits.reader))
    }

    /// A database that nobody closed ends its threads too.
    deinit {
        listener.withLock { $0?.close() }
        writer.shut()
        readers.shut()
        follower.shut()
    }

    /// Connects once, so that what is wrong with the address or the server is known at once and in words.
    static func open(_ address: PostgreSQLAddress, limits: PostgreSQLLimits) async throws -> PostgreSQLDatabase {
        let database = PostgreSQLDatabase(address, limits: limits)
        do {
            try await database.run(on: database.writer) { _ = try $0.connect() }
        } catch {
            try? await database.close()
            throw error
        }
        return database
    }

    var dialect: SQLDialect { .postgreSQL }
    var place: String { "\(address)" }
    var load: StoreLoad { queue.load }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            let write = WaitingWrite(body, telling: continuation)
            do {
                if try queue.add(write) { startWriting() }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    private func startWriting() {
        do {
            try writer.put(
                .init(
                    run: { [queue] session in GroupCommit { try PostgreSQLGroup(session, $0) }.drain(queue) },
                    refuse: { [queue] error in Self.refuse(queue, error) }))
        } catch {
            Self.refuse(queue, error)
        }
    }

    private static func refuse(_ queue: CommitQueue, _ error: StoreError) {
        while queue.hasNext() {
            for write in queue.take() { write.fail(error) }
            queue.finish(after: .zero)
        }
    }

    func alter<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        var attempt = 1
        while true {
            do {
                return try await run(on: writer) { try Self.alter($0, body) }
            } catch let error as StoreError where error.isLockedByAnother && attempt < limits.schemaAttempts {
                attempt += 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    private static func alter<Result>(
        _ session: PostgreSQLSession, _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let group = try PostgreSQLGroup(altering: session)
        return try session.opened().withoutDeadline {
            let unit = group.nextUnit()
            do {
                let result = try body(unit)
                try unit.keepPart()
                try group.commit()
                return result
            } catch {
                group.abandon()
                throw error
            }
        }
    }

    func listen(_ signal: @escaping @Sendable () -> Void) {
        listener.withLock { listener in
            listener?.close()
            listener = ChangeListener(address, limits: limits, reachability, signal: signal)
        }
    }

    /// Whoever waits for the writer's last group is told first, then the threads end.
    func close() async throws {
        guard queue.close() else { return }
        listener.withLock { $0?.close() }
        await writer.close()
        await readers.close()
        await follower.close()
    }

    func run<Result: Sendable>(
        on threads: ConnectionThreads, _ body: @escaping @Sendable (PostgreSQLSession) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try threads.put(
                    .init(
                        run: { session in continuation.resume(with: Swift.Result { try body(session) }) },
                        refuse: { continuation.resume(throwing: $0) }))
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }
}

extension PostgreSQLDatabase {
    /// Everything that the body asks is answered from one moment.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await run(on: readers) { try Self.readOnceMore($0, body) }
    }

    func follow<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await run(on: follower) { try Self.readOnceMore($0, body) }
    }

    func claim<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws -> Result {
        try await run(on: follower) { session in
            let link = try session.opened()
            do {
                try link.send("BEGIN ISOLATION LEVEL READ COMMITTED")
                let connection = PostgreSQLConnection(link)
                let result = try body(connection)
                if let refusal = connection.refusal { throw refusal }
                guard try link.ask("COMMIT").tag == "COMMIT" else { throw StoreError(.failed, "the store failed") }
                return result
            } catch {
                session.rollBack()
                throw error
            }
        }
    }

    private static func readOnceMore<Result>(
        _ session: PostgreSQLSession, _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        do {
            return try read(session, body)
        } catch let error where session.hasLost {
            // The connection had died unnoticed, and nothing was changed: once more over a new one.
            guard (error as? StoreError)?.code == .unavailable else { throw error }
            return try read(session, body)
        }
    }

    private static func read<Result>(
        _ session: PostgreSQLSession, _ body: (any SQLConnection) throws -> Result
    ) throws -> Result {
        let link = try session.opened()
        do {
            try link.send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            let connection = PostgreSQLConnection(link)
            let result = try body(connection)
            if let refusal = connection.refusal { throw refusal }
            if link.hasUnanswered { try link.settle() }
            try link.end(by: "COMMIT")
            return result
        } catch {
            session.rollBack()
            throw error
        }
    }
}
