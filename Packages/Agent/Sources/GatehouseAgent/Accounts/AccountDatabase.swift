/// A group of `/etc/group`; accounts whose primary group it is are not among its members there.
struct AccountGroup: Hashable, Sendable {
    var name: String
    var groupID: UInt32
    var members: [String]
}

/// The accounts and groups of passwd(5) and group(5).
///
/// Lines that are malformed are passed over, as the C library does.
struct AccountDatabase: Sendable {
    static let groupsPath = "/etc/group"
    private static let limit = 16 << 20

    let accounts: [UserAccount]
    let groups: [AccountGroup]
    /// Services other than files that nsswitch.conf(5) names for accounts, as `sss`; their accounts are not listed.
    let directories: [String]

    init(_ machine: Machine) throws(MachineError) {
        accounts = try UserAccounts(machine).accounts
        groups = try Self.records(machine, Self.groupsPath, fields: 4).compactMap { fields in
            guard let group = UInt32(fields[2]), Self.isName(fields[0]) else { return nil }
            return AccountGroup(
                name: fields[0], groupID: group, members: fields[3].split(separator: ",").map(String.init))
        }
        directories = Self.directories(machine)
    }

    /// The names of the groups of each account by its name: its primary one and those that list it.
    func groupsByAccount() -> [String: Set<String>] {
        var names: [String: Set<String>] = [:]
        let byID = Dictionary(groups.map { ($0.groupID, $0.name) }) { first, _ in first }
        for account in accounts {
            if let primary = byID[account.group] { names[account.name, default: []].insert(primary) }
        }
        for group in groups {
            for member in group.members { names[member, default: []].insert(group.name) }
        }
        return names
    }

    /// A remark on accounts that are not seen here; empty when there are none.
    var remark: String {
        directories.isEmpty ? "" : "; accounts of \(directories.joined(separator: ", ")) are not listed"
    }

    /// `+` and `-` entries belong to NIS and name nobody here.
    private static func isName(_ name: String) -> Bool {
        name.utf8.first.map { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "#") } ?? false
    }

    private static func records(
        _ machine: Machine, _ path: String, fields count: Int
    ) throws(MachineError) -> [[String]] {
        try machine.configuration(path, limit: limit).compactMap { line in
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            return fields.count == count ? fields.map(\.text) : nil
        }
    }

    private static func directories(_ machine: Machine) -> [String] {
        let lines = (try? machine.configuration("/etc/nsswitch.conf")) ?? []
        let known: Set<String> = ["files", "compat", "systemd", "db", "altfiles", "extrausers"]
        for line in lines where line.begins(with: "passwd:") {
            let words = line.prefix { $0 != UInt8(ascii: "#") }.dropFirst(7).words.map(\.text)
            return words.filter { !known.contains($0) && !$0.hasPrefix("[") && !$0.hasSuffix("]") }
        }
        return []
    }
}
