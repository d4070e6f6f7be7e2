import CPostgreSQL
import Foundation

/// Where a database is and how to get in, from a URL of libpq's form; it never shows a password.
struct PostgreSQLAddress: Sendable, CustomStringConvertible {
    /// What the URL says, by libpq's names.
    private let given: [String: String]
    private let environment: [String: String]

    /// Reads `postgresql://user@host:port/database?…`; refuses everything else without repeating it.
    init(_ url: String, environment: [String: String] = ProcessInfo.processInfo.environment) throws(StoreOpeningError) {
        guard Self.prefixes.contains(where: url.hasPrefix) else {
            throw StoreOpeningError("the database is no URL of PostgreSQL", hint: "it looks like \(Self.form)")
        }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            PQfreemem(message)
            throw Self.misunderstood
        }
        defer { PQconninfoFree(options) }
        var given = [String: String]()
        var option = options
        while let keyword = option.pointee.keyword {
            // An empty value says as little to libpq as none.
            if let value = option.pointee.val, value.pointee != 0 {
                given[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        // libpq would look such a host up; with an unescaped password its end stands there.
        let isMistaken =
            (given["host"] ?? "").dropFirst().contains("@")
            || (given["port"] ?? "").contains { !$0.isNumber && $0 != "," }
            || (given["dbname"] ?? "").contains { $0 == "@" || $0 == "/" }
        guard !isMistaken else { throw Self.misunderstood }
        self.given = given
        self.environment = environment
    }

    static let prefixes = ["postgresql://", "postgres://"]
    private static let form = "postgresql://USER@HOST:PORT/DATABASE"

    private static var misunderstood: StoreOpeningError {
        StoreOpeningError(
            "the database's URL cannot be understood",
            hint: "it looks like \(form); in a password `@`, `/`, `:`, `?`, `#` and `%` are written as %40, %2F, %3A, "
                + "%3F, %23 and %25, or the password stands in a passfile")
    }

    /// What libpq is told: the URL, and what we add where it says nothing.
    func parameters(purpose: String, limits: PostgreSQLLimits) -> [String: String] {
        let quiet = limits.statement + limits.silence
        var ours = [
            "client_encoding": "UTF8", "fallback_application_name": "gatehouse \(purpose)", "keepalives": "1",
            "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3",
            "tcp_user_timeout": "\(quiet.milliseconds)", "target_session_attrs": "read-write",
        ]
        if needsTLS { ours["sslmode"] = "verify-full" }
        return ours.merging(given) { _, given in given }
    }

    /// The same for each host of the URL, so that each has a time of its own to answer in.
    ///
    /// Where the lists do not fit each other, libpq is given them as they are, and says so.
    func candidates(purpose: String, limits: PostgreSQLLimits) -> [[String: String]] {
        let all = parameters(purpose: purpose, limits: limits)
        let lists = [("host", "PGHOST"), ("hostaddr", "PGHOSTADDR"), ("port", "PGPORT")].compactMap { name, variable in
            (given[name] ?? environment[variable]).map { text in
                (name, text.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
            }
        }
        let count = lists.filter { $0.0 != "port" }.map(\.1.count).max() ?? 1
        guard count > 1, given["service"] == nil,
            lists.allSatisfy({ name, list in list.count == count || (name == "port" && list.count == 1) })
        else { return [all] }
        return (0..<count).map { number in
            var one = all
            for (name, list) in lists { one[name] = list.count == 1 ? list[0] : list[number] }
            return one
        }
    }

    /// Whether the way there may be watched and the URL says nothing of TLS: then only a proven server will do.
    var needsTLS: Bool {
        guard given["sslmode"] == nil, (environment["PGSSLMODE"] ?? "").isEmpty else { return false }
        // Where a service leads is in a file that only libpq reads.
        guard given["service"] == nil, (environment["PGSERVICE"] ?? "").isEmpty else { return true }
        return hosts.contains { host in
            let isLocal =
                host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
                || host.wholeMatch(of: /127\.\d+\.\d+\.\d+/) != nil
            return !isLocal
        }
    }

    /// Every name and address that a connection may go to; an address counts before the name, and both are looked at.
    private var hosts: [String] {
        let named = [
            given["hostaddr"] ?? environment["PGHOSTADDR"] ?? "", given["host"] ?? environment["PGHOST"] ?? "",
        ]
        return named.filter { !$0.isEmpty }.flatMap {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// The database's name, as far as the URL says.
    var database: String { given["dbname"] ?? given["user"] ?? "" }

    /// The URL without its password and options.
    var description: String {
        let user = given["user"].map { "\($0)@" } ?? ""
        let port = given["port"].map { ":\($0)" } ?? ""
        let host = given["host"] ?? given["hostaddr"] ?? ""
        return host.hasPrefix("/")
            ? "postgresql://\(user)/\(database) at the socket in \(host)"
            : "postgresql://\(user)\(host)\(port)/\(database)"
    }
}
