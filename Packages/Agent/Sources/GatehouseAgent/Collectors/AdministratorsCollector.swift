public import GatehouseModel

/// Which local accounts may act as root: user id 0, and sudo with everything that its configuration includes.
///
/// Other ways (polkit, doas, groups that own devices, set-user-id programs) are not read.
public struct AdministratorsCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "administrators"
    /// Each account and line, how many there are, and whether any of them need not prove who they are.
    public let keys: [FactKey] = [
        "administrators.accounts", "administrators.count", "administrators.superuserCount",
        "administrators.passwordlessSudo",
    ]
    /// A file that sudo includes from elsewhere is read again with the next full collection.
    public let watches = [
        SudoersPolicy.path, "/etc/sudoers.d", UserAccounts.path, AccountDatabase.groupsPath,
    ]

    /// Keeps nothing between runs.
    public init() {}

    private static let sources =
        "\(SudoersPolicy.path), \(UserAccounts.path), \(AccountDatabase.groupsPath)"

    /// A line of sudo's that is not understood makes everything that depends on sudo unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let database: AccountDatabase
        do {
            database = try AccountDatabase(machine)
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        let superusers = database.accounts.filter { $0.identifier == 0 }.map(\.name)
        let superuserCount = Observation.known(
            .integer(Int64(superusers.count)), source: UserAccounts.path,
            evidence: superusers.joined(separator: ", "))
        let (table, count, passwordless) = Self.administrators(database, superusers, machine)
        return [
            machine.fact("administrators.accounts", table, at: now),
            machine.fact("administrators.count", count, at: now),
            machine.fact("administrators.superuserCount", superuserCount, at: now),
            machine.fact("administrators.passwordlessSudo", passwordless, at: now),
        ]
    }

    /// An account and what it may do.
    private struct Row {
        var name: String
        var through: String
        var authority: SudoAuthority

        var value: FactValue {
            .record([
                "name": .text(name), "through": .text(through),
                "commands": .text(authority.mayRunAll ? "all" : "some"),
                "passwordless": .boolean(authority.isPasswordless),
            ])
        }
    }

    private static func administrators(
        _ database: AccountDatabase, _ superusers: [String], _ machine: Machine
    ) -> (Observation, Observation, Observation) {
        let policy: SudoersPolicy?
        do {
            policy = try SudoersPolicy(machine)
        } catch  where error.code == .missing {
            policy = nil
        } catch {
            let reason = Observation.unavailable(error.message, source: SudoersPolicy.path)
            return (reason, reason, reason)
        }
        let sudoers = policy.map { rows($0, database, Set(superusers), host: machine.kernel.hostname) } ?? []
        let roots = superusers.map { name in
            Row(name: name, through: "user id 0", authority: SudoAuthority(mayRunAll: true))
        }
        let all = roots + sudoers
        let administrators = all.filter(\.authority.mayRunAll).map(\.name)
        let free = sudoers.filter(\.authority.isPasswordless)
        let unresolved = (policy?.unresolved ?? []).joined(separator: ", ")
        let remark = database.remark + (unresolved.isEmpty ? "" : "; \(unresolved) cannot be told here")
        let evidence =
            free.isEmpty
            ? (policy == nil ? "there is no sudo" : "no line without a password")
            : free.map { "\($0.name) by \($0.through)" }.joined(separator: ", ")
        return (
            .known(.list(all.map(\.value)), source: sources, evidence: "\(all.count) accounts" + remark),
            .known(
                .integer(Int64(administrators.count)), source: sources,
                evidence: administrators.joined(separator: ", ") + remark),
            .known(.boolean(!free.isEmpty), source: SudoersPolicy.path, evidence: evidence)
        )
    }

    /// The accounts, root's apart, to which sudo gives anything of root's.
    private static func rows(
        _ policy: SudoersPolicy, _ database: AccountDatabase, _ superusers: Set<String>, host: String
    ) -> [Row] {
        let groups = database.groupsByAccount()
        let groupIDs = Dictionary(database.groups.map { ($0.name, $0.groupID) }) { first, _ in first }
        var callers = database.accounts.filter { $0.identifier != 0 }.map {
            ($0.name, Optional($0.identifier), $0.group)
        }
        if !database.directories.isEmpty {
            let local = Set(database.accounts.map(\.name))
            callers += policy.namedUsers.subtracting(local).sorted().map { ($0, nil, UInt32.max) }
        }
        return callers.compactMap { name, userID, groupID in
            let names = groups[name] ?? []
            let numbers = names.compactMap { groupIDs[$0].map { "#\($0)" } } + ["#\(groupID)"]
            let caller = SudoCaller(
                name: name, userID: userID, groups: names.union(numbers), host: host, superusers: superusers)
            let authority = policy.authority(of: caller)
            return authority.isNothing ? nil : Row(name: name, through: authority.place, authority: authority)
        }
    }
}
