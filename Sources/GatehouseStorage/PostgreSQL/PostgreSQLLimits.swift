/// How long and how much a node asks of the database.
struct PostgreSQLLimits: Sendable {
    /// Until a connection stands.
    var connecting: Duration = .seconds(5)
    /// The same for each host where there are several.
    var connectingToOneOfMany: Duration = .seconds(2)
    /// For one statement; the server ends it then.
    var statement: Duration = .seconds(20)
    /// For a lock that another node holds.
    var lock: Duration = .seconds(5)
    /// Between two statements of a unit of work.
    ///
    /// Shorter than what others wait for a lock: a node that is cut off while it holds the writers' lock keeps nobody from
    /// writing for longer.
    var idle: Duration = .seconds(3)
    /// For a lock that a step of the schema needs; writers wait behind it no longer than this.
    var schemaLock: Duration = .seconds(2)
    /// How often a step of the schema asks for its locks.
    var schemaAttempts = 60
    /// Beyond what the server was given for a statement: a server that says nothing by then is taken for dead.
    var silence: Duration = .seconds(5)
    /// Connections that read.
    var readers = 4
    /// Units of work that may wait for a connection that reads.
    var waitingReaders = 1024
    /// For such a connection.
    var reader: Duration = .seconds(5)

    /// For who follows the feed, and whoever listens: what they ask is short, and the rest of the node hears from them
    /// that a server is gone.
    var following: PostgreSQLLimits {
        var limits = self
        limits.statement = min(statement, .seconds(3))
        limits.silence = min(silence, .seconds(2))
        return limits
    }
}

extension Duration {
    /// In whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
