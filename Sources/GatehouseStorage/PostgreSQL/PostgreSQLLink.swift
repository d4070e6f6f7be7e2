import CPostgreSQL
import GatehouseService
import Glibc

/// One connection of libpq in pipeline mode: statements are sent without waiting, and what they answered is read when
/// somebody asks.
///
/// Not `Sendable`: the thread that made it is the only one that uses it. No call waits for longer than ``patience``.
final class PostgreSQLLink {
    /// What was sent and is not answered.
    private enum Step {
        case prepare(String)
        case statement(String)
        case foreseen(SQLQuestion)
        case sync
    }

    /// What the last statement answered.
    struct Answer {
        var rows: [SQLRow] = []
        /// How many rows it changed.
        var count = 0
        /// As the server names what was done: `COMMIT`, `ROLLBACK`.
        var tag = ""
    }

    /// Most statements that wait for their answers.
    private static let mostSteps = 1000

    let connection: OpaquePointer
    private var statements = PreparedStatements()
    private var steps: [Step] = []
    /// What was asked ahead and is still wanted; with its answer, once that was read.
    private var foreseen: [SQLQuestion: Answer?] = [:]
    /// Whether statements were sent since the last time that everything was answered.
    private(set) var hasUnanswered = false
    /// Why it can no longer be used.
    private(set) var loss: StoreError?
    /// How long an answer may take; as long as it likes when `nil`.
    var patience: Duration?
    /// Whether another host was found to take writes since: this one is no longer the database.
    var isOfThePast: () -> Bool = { false }

    init(_ connection: OpaquePointer, patience: Duration?) {
        self.connection = connection
        self.patience = patience
    }

    deinit { PQfinish(connection) }

    /// Sends a statement; its answer, or that it was refused, comes with the next ``settle()``.
    func send(_ sql: String, _ arguments: [SQLValue] = [], isReused: Bool = true) throws(StoreError) {
        try send(sql, arguments, isReused: isReused, as: .statement(sql))
    }

    /// Asks ahead; ``foreseenAnswer(to:)`` gives the answer, unless it was given up before.
    func foresee(_ question: SQLQuestion) throws(StoreError) {
        try send(question.sql, question.arguments, isReused: true, as: .foreseen(question))
        foreseen.updateValue(nil, forKey: question)
    }

    /// The answer to what was asked ahead; `nil` where it was not, or was given up.
    func foreseenAnswer(to question: SQLQuestion) throws(StoreError) -> Answer? {
        guard let answer = foreseen[question] else { return nil }
        if answer == nil { try settle() }
        return foreseen.removeValue(forKey: question) ?? nil
    }

    /// What was asked ahead may no longer be so.
    func giveUpForeseen() { foreseen.removeAll(keepingCapacity: true) }

    private func send(
        _ sql: String, _ arguments: [SQLValue], isReused: Bool, as step: Step
    ) throws(StoreError) {
        if let loss { throw loss }
        let values = try ParameterValues(arguments)
        if steps.count >= Self.mostSteps { _ = try settle() }
        guard isReused else {
            let text = ParameterText.numbered(sql)
            try post(step) {
                values.withPointers { PQsendQueryParams(connection, text, $0, nil, $1, $2, $3, 1) }
            }
            return
        }
        let name: String
        if let known = statements[sql] { name = known.name } else { name = try prepare(sql) }
        try post(step) {
            values.withPointers { PQsendQueryPrepared(connection, name, $0, $1, $2, $3, 1) }
        }
    }

    /// Waits until everything that was sent is answered; throws the first refusal, else answers for the last statement.
    @discardableResult
    func settle() throws(StoreError) -> Answer {
        try sync()
        let deadline = patience.map { ContinuousClock.now + $0 }
        var answer = Answer()
        var refusal: StoreError?
        let sent = steps
        steps.removeAll(keepingCapacity: true)
        hasUnanswered = false
        for (index, step) in sent.enumerated() {
            switch step {
            case .prepare(let sql):
                if try read(sql, into: &answer, &refusal, deadline) == false { statements.forget(sql) }
            case .statement(let sql):
                _ = try read(sql, into: &answer, &refusal, deadline)
            case .foreseen(let question):
                var own = Answer()
                let isDone = try read(question.sql, into: &own, &refusal, deadline)
                if isDone, foreseen.keys.contains(question) { foreseen[question] = .some(own) }
            case .sync:
                try readSync(deadline)
                // What ended before somebody else began to use the connection is nobody's answer any more.
                if index < sent.count - 1 { (answer, refusal) = (Answer(), nil) }
            }
        }
        if let loss { throw loss }
        if let refusal { throw refusal }
        return answer
    }

    /// Sends a statement and waits for its answer.
    @discardableResult
    func ask(_ sql: String, _ arguments: [SQLValue] = [], isReused: Bool = true) throws(StoreError) -> Answer {
        try send(sql, arguments, isReused: isReused)
        return try settle()
    }

    /// Sends the end of a transaction whose answer nobody waits for; the next user of the connection reads over it.
    func end(by sql: String) throws(StoreError) {
        try send(sql)
        try sync()
        guard PQflush(connection) >= 0 else { throw lost() }
    }

    /// Whether the server has not hung up meanwhile, as far as is known without asking it.
    func isUsable() -> Bool {
        guard loss == nil, PQstatus(connection) == CONNECTION_OK, !isOfThePast() else { return false }
        // What ends a connection is a message and then the end: two readings.
        for _ in 0..<3 {
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, 0) > 0 else { return true }
            guard PQconsumeInput(connection) == 1, PQstatus(connection) == CONNECTION_OK else { return false }
        }
        return true
    }

    /// Waits for a notification that the connection listens for.
    func awaitNotification(for duration: Duration) throws(StoreError) -> Bool {
        var hasCome = false
        for isLast in [false, true] {
            while let notification = PQnotifies(connection) {
                PQfreemem(notification)
                hasCome = true
            }
            if hasCome || isLast { break }
            var descriptor = pollfd(fd: PQsocket(connection), events: Int16(POLLIN), revents: 0)
            guard poll(&descriptor, 1, Int32(duration.milliseconds)) > 0 else { return false }
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        }
        return hasCome
    }

    private func prepare(_ sql: String) throws(StoreError) -> String {
        let (statement, removed) = statements.add(sql)
        if let removed { try send("DEALLOCATE \(removed.name)", isReused: false) }
        guard PQsendPrepare(connection, statement.name, statement.text, 0, nil) == 1 else { throw lost() }
        steps.append(.prepare(sql))
        return statement.name
    }

    private func post(_ step: Step, _ send: () -> Int32) throws(StoreError) {
        guard send() == 1 else { throw lost() }
        steps.append(step)
        hasUnanswered = true
    }

    private func sync() throws(StoreError) {
        if let loss { throw loss }
        guard PQpipelineSync(connection) == 1 else { throw lost() }
        steps.append(.sync)
    }

    /// Reads what one step answered; `false` when it was refused or passed over.
    private func read(
        _ sql: String, into answer: inout Answer, _ refusal: inout StoreError?,
        _ deadline: ContinuousClock.Instant?
    ) throws(StoreError) -> Bool {
        var isDone = true
        while let result = try nextResult(deadline) {
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_TUPLES_OK, PGRES_COMMAND_OK:
                do {
                    answer = try Answer(result)
                } catch {
                    // What follows on this connection would be taken for the answers of others.
                    throw lost(error)
                }
            case PGRES_PIPELINE_ABORTED: isDone = false
            default:
                isDone = false
                let error = StoreError(result, sql)
                refusal = refusal ?? error
                if StoreError.endsConnection(result) || PQstatus(connection) == CONNECTION_BAD { throw lost(error) }
            }
        }
        return isDone
    }

    private func readSync(_ deadline: ContinuousClock.Instant?) throws(StoreError) {
        // A step's own end may come first.
        for _ in 0..<3 {
            guard let result = try nextResult(deadline) else { continue }
            defer { PQclear(result) }
            guard PQresultStatus(result) != PGRES_PIPELINE_SYNC else { return }
            if PQstatus(connection) == CONNECTION_BAD { break }
        }
        throw lost()
    }

    private func nextResult(_ deadline: ContinuousClock.Instant?) throws(StoreError) -> OpaquePointer? {
        while true {
            let unsent = PQflush(connection)
            guard unsent >= 0 else { throw lost() }
            guard PQisBusy(connection) != 0 else { return PQgetResult(connection) }
            let events = unsent > 0 ? POLLIN | POLLOUT : POLLIN
            if let deadline, deadline <= .now {
                throw lost(.unreachable("no answer within \(patience ?? .zero)"))
            }
            if isOfThePast() { throw lost(.unreachable("another host takes the writes now")) }
            // In slices: TLS may hold what the socket no longer has.
            let slice = ContinuousClock.now + .milliseconds(250)
            _ = SocketWait.wait(PQsocket(connection), Int16(events), until: min(deadline ?? slice, slice))
            guard PQconsumeInput(connection) == 1 else { throw lost() }
        }
    }

    /// Remembers that the connection is gone.
    private func lost(_ reason: StoreError? = nil) -> StoreError {
        let error = loss ?? reason ?? .unreachable(ServerWords.of(connection))
        loss = error
        return error
    }
}
