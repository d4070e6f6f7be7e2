import CPostgreSQL
import GatehouseService
import Glibc

extension PostgreSQLLink {
    private static let oldestServer: Int32 = 130_000

    /// A connection to the first host that takes writes, beginning with the one that did last.
    ///
    /// Each host has its own time to answer in, so that one that says nothing does not hide the next.
    static func connect(
        _ address: PostgreSQLAddress, purpose: String, limits: PostgreSQLLimits, _ reachability: Reachability
    ) throws(StoreOpeningError) -> PostgreSQLLink {
        let candidates = address.candidates(purpose: purpose, limits: limits)
        var limits = limits
        if candidates.count > 1 { limits.connecting = min(limits.connecting, limits.connectingToOneOfMany) }
        var failures = [StoreOpeningError]()
        for offset in candidates.indices {
            let number = (reachability.host + offset) % candidates.count
            do {
                let link = try connect(to: candidates[number], address, limits: limits)
                reachability.noteSuccess(at: number)
                if candidates.count > 1 { link.isOfThePast = { reachability.host != number } }
                return link
            } catch {
                failures.append(error)
            }
        }
        if failures.count == 1 { throw failures[0] }
        throw StoreOpeningError(failures.map(\.message).joined(separator: "; "), hint: failures.last?.hint)
    }

    /// A connection that stands and is set up, within the time that the limits give it.
    ///
    /// Looking up the host's name is the one thing that libpq waits for by itself.
    private static func connect(
        to parameters: [String: String], _ address: PostgreSQLAddress, limits: PostgreSQLLimits
    ) throws(StoreOpeningError) -> PostgreSQLLink {
        let link = PostgreSQLLink(try begin(parameters), patience: nil)
        link.patience = limits.statement + limits.silence
        try finishConnecting(link.connection, address, until: .now + limits.connecting)
        PQsetNoticeProcessor(link.connection, { _, _ in }, nil)
        guard PQsetnonblocking(link.connection, 1) == 0, PQenterPipelineMode(link.connection) == 1 else {
            throw refusal(of: link.connection, address)
        }
        try requireFitting(link.connection, address)
        do {
            try link.ask(
                """
                SELECT set_config('statement_timeout', ?, false), set_config('lock_timeout', ?, false),
                    set_config('idle_in_transaction_session_timeout', ?, false),
                    set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
                    set_config('tcp_keepalives_count', '3', false),
                    set_config('standard_conforming_strings', 'on', false), set_config('synchronous_commit',
                    CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END,
                    false)
                """,
                [limits.statement, limits.lock, limits.idle].map { .text(String($0.milliseconds)) },
                isReused: false)
        } catch {
            throw StoreOpeningError("the database \(address) cannot be used: \(error.detail)")
        }
        return link
    }

    private static func begin(_ parameters: [String: String]) throws(StoreOpeningError) -> OpaquePointer {
        let pairs = parameters.sorted { $0.key < $1.key }
        var keys: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.key)) } + [nil]
        var values: [UnsafePointer<CChar>?] = pairs.map { UnsafePointer(strdup($0.value)) } + [nil]
        defer { for text in keys + values { free(UnsafeMutablePointer(mutating: text)) } }
        guard let connection = PQconnectStartParams(&keys, &values, 0) else {
            throw StoreOpeningError("there is no memory for a connection")
        }
        return connection
    }

    private static func finishConnecting(
        _ connection: OpaquePointer, _ address: PostgreSQLAddress, until deadline: ContinuousClock.Instant
    ) throws(StoreOpeningError) {
        var state = PGRES_POLLING_WRITING
        guard PQstatus(connection) != CONNECTION_BAD else { throw refusal(of: connection, address) }
        while state != PGRES_POLLING_OK {
            guard state != PGRES_POLLING_FAILED else { throw refusal(of: connection, address) }
            let events = Int16(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)
            guard SocketWait.wait(PQsocket(connection), events, until: deadline) else {
                throw StoreOpeningError(
                    "the database \(address) cannot be reached: it does not answer",
                    hint: "check the host, the port and what filters the network between")
            }
            state = PQconnectPoll(connection)
        }
    }

    private static func requireFitting(
        _ connection: OpaquePointer, _ address: PostgreSQLAddress
    ) throws(StoreOpeningError) {
        let version = PQserverVersion(connection)
        guard version >= oldestServer else {
            throw StoreOpeningError(
                "the database \(address) is PostgreSQL \(version / 10_000), which is too old",
                hint: "use PostgreSQL \(oldestServer / 10_000) or newer")
        }
        let encoding = PQparameterStatus(connection, "server_encoding").map { String(cString: $0) } ?? ""
        guard encoding == "UTF8" else {
            throw StoreOpeningError(
                "the database \(address) keeps text as \(encoding), not as UTF8",
                hint: "make it anew: CREATE DATABASE \(address.database) ENCODING 'UTF8' TEMPLATE template0")
        }
    }

    /// libpq's own reason, and what most often mends it.
    private static func refusal(of connection: OpaquePointer, _ address: PostgreSQLAddress) -> StoreOpeningError {
        let words = ServerWords.of(connection)
        let hints = [
            ("password", "check the user and the password: in the URL, or better in a passfile (PGPASSFILE)"),
            ("certificate", "name the authority's certificate with sslrootcert=FILE, and the host as it stands in it"),
            ("SSL error", "name the authority's certificate with sslrootcert=FILE: the server's is of another"),
            ("does not support SSL", "switch TLS on in the server, or choose another sslmode in the URL"),
            ("does not exist", "make the role and the database: createuser, then createdb --owner ROLE -E UTF8"),
            ("pg_hba.conf", "let this node in: a line in the server's pg_hba.conf"),
            ("refused", "check that PostgreSQL runs there and listens on that port"),
            ("No such file", "check that PostgreSQL runs, and where its socket is"),
            ("not translate host name", "check the name of the host"),
            ("too many clients", "raise max_connections in the server: a node takes 7"),
            ("read-only", "name the primary, or all servers with commas between"),
        ]
        let hint = hints.first { words.contains($0.0) }?.1
        return StoreOpeningError("the database \(address) cannot be reached: \(words)", hint: hint)
    }
}
