public import GatehouseModel

/// The local accounts: who they are, whether a password protects them, and when they were last used.
public struct UsersCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "users"
    /// The accounts, and counts that requirements can test without naming anybody.
    public let keys: [FactKey] = [
        "users.accounts", "users.interactiveCount", "users.emptyPasswordCount", "users.weakHashCount",
    ]
    /// Also the log of sign-ins, which moves the last one of an account.
    public let watches = [UserAccounts.path, ShadowEntry.path, LastLogins.wtmpPath]

    /// Keeps nothing between runs.
    public init() {}

    private static let sources = "\(UserAccounts.path), \(ShadowEntry.path)"

    /// Without root the passwords are unavailable; the accounts are not.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let database: AccountDatabase
        do {
            database = try AccountDatabase(machine)
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        let (shadow, failure) = Self.shadow(machine)
        let interactive = database.accounts.filter(\.hasLoginShell)
        let counted = Observation.known(
            .integer(Int64(interactive.count)), source: UserAccounts.path,
            evidence: "\(interactive.count) of \(database.accounts.count) accounts have a login shell" + database.remark
        )
        let empty =
            failure
            ?? Self.count(database.accounts, "without a password") {
                Self.password(of: $0, shadow)?.state == PasswordState.none
            }
        let weak =
            failure
            ?? Self.count(database.accounts, "with a weak hash") { Self.password(of: $0, shadow)?.isWeak ?? false }
        return [
            machine.fact("users.accounts", Self.table(database, shadow, machine), at: now),
            machine.fact("users.interactiveCount", counted, at: now),
            machine.fact("users.emptyPasswordCount", empty, at: now),
            machine.fact("users.weakHashCount", weak, at: now),
        ]
    }

    /// An account without a line in shadow(5) has no password that matches; `nil` when that file was not readable.
    private static func password(of account: UserAccount, _ shadow: [String: ShadowEntry]) -> ShadowEntry? {
        account.ownPassword ?? shadow[account.name] ?? (shadow.isEmpty ? nil : ShadowEntry(field: [0x21]))
    }

    private static func shadow(_ machine: Machine) -> ([String: ShadowEntry], Observation?) {
        do {
            return (try ShadowEntry.all(machine), nil)
        } catch {
            return ([:], .unavailable(error.message, source: ShadowEntry.path))
        }
    }

    /// An empty password counts whatever the shell: services that ask for passwords let it in, too.
    private static func count(_ accounts: [UserAccount], _ what: String, _ matches: (UserAccount) -> Bool)
        -> Observation
    {
        let found = accounts.filter(matches).map(\.name)
        let names = found.isEmpty ? "no account" : found.joined(separator: ", ")
        return .known(.integer(Int64(found.count)), source: sources, evidence: "\(names) \(what)")
    }

    private static func table(
        _ database: AccountDatabase, _ shadow: [String: ShadowEntry], _ machine: Machine
    ) -> Observation {
        let logins = LastLogins(machine: machine).newest(of: database.accounts)
        let rows = database.accounts.sorted { ($0.identifier, $0.name) < ($1.identifier, $1.name) }.map { account in
            var fields: [String: FactValue] = [
                "name": .text(account.name), "userID": .integer(Int64(account.identifier)), "home": .text(account.home),
                "shell": .text(account.shell), "interactive": .boolean(account.hasLoginShell),
            ]
            fields["password"] = password(of: account, shadow).map { .text($0.state.rawValue) }
            fields["lastLogin"] = logins[account.name].map { .text($0.description) }
            return FactValue.record(fields)
        }
        return .known(
            .list(rows), source: "\(sources), \(LastLogins.wtmpPath), \(LastLogins.lastlogPath)",
            evidence: "\(rows.count) accounts" + database.remark)
    }
}
