import GatehouseModel

/// When accounts last signed in, by wtmp (utmp(5)) and lastlog.
struct LastLogins: Sendable {
    static let wtmpPath = "/var/log/wtmp"
    static let lastlogPath = "/var/log/lastlog"

    /// glibc's record on Linux: 32 bits of time, the line and the host.
    private static let recordSize = 292

    let machine: Machine

    /// The newest sign-in of each of `accounts` by name; one that never signed in is not in it.
    func newest(of accounts: [UserAccount]) -> [String: Instant] {
        var newest: [String: Instant] = [:]
        _ = try? LoginRecords(machine: machine, path: Self.wtmpPath).forEach(limit: 8 << 20) { record in
            guard record.kind == .login, record.at > newest[record.user] ?? .distantPast else { return }
            newest[record.user] = record.at
        }
        for account in accounts {
            guard let login = try? lastlog(of: account.identifier) else { continue }
            newest[account.name] = max(login, newest[account.name] ?? .distantPast)
        }
        return newest
    }

    /// What lastlog holds for an account: its record stands at its identifier, most of the file being a hole.
    func lastlog(of identifier: UInt32) throws(MachineError) -> Instant? {
        let offset = Int64(identifier) * Int64(Self.recordSize)
        let bytes = try machine.bytes(Self.lastlogPath, from: offset, count: Self.recordSize)
        guard bytes.count == Self.recordSize else { return nil }
        let seconds = bytes.prefix(4).reversed().reduce(0) { $0 << 8 | Int64($1) }
        return seconds > 0 ? Instant(seconds: seconds) : nil
    }
}
