import GatehouseModel

/// One line of passwd(5).
struct UserAccount: Hashable, Sendable {
    var name: String
    var identifier: UInt32
    /// The identifier of its primary group.
    var group: UInt32
    var home: String
    var shell: String
    /// The password field when it is in this file and not in shadow(5).
    var ownPassword: ShadowEntry?

    /// Whether somebody may sign in with its shell.
    var hasLoginShell: Bool {
        let program = shell.split(separator: "/").last ?? ""
        return !["nologin", "false", "sync", "halt", "shutdown"].contains(program)
    }
}

/// The accounts of `/etc/passwd`; those of a directory (LDAP, SSSD) are not among them.
struct UserAccounts {
    static let path = "/etc/passwd"
    /// A file with more accounts is cut here.
    private static let most = 100_000

    let accounts: [UserAccount]
    private let people: ClosedRange<UInt32>

    init(_ machine: Machine) throws(MachineError) {
        var reader = try machine.lines(Self.path)
        var line = [UInt8]()
        var accounts = [UserAccount]()
        while accounts.count < Self.most, try reader.next(into: &line) {
            if let account = UserAccount(line: line) { accounts.append(account) }
        }
        self.accounts = accounts
        people = Self.range(machine)
    }

    /// The accounts of people: an identifier in the range of login.defs(5), and a shell to sign in with.
    var ofPeople: [UserAccount] {
        accounts.filter { people.contains($0.identifier) && $0.hasLoginShell }
    }

    /// The name of a numeric identifier; of several accounts with it the first.
    func name(of identifier: UInt32) -> String? {
        accounts.first { $0.identifier == identifier }?.name
    }

    private static func range(_ machine: Machine) -> ClosedRange<UInt32> {
        var bounds: [String: UInt32] = ["UID_MIN": 1000, "UID_MAX": 60000]
        if var reader = try? machine.lines("/etc/login.defs") {
            var line = [UInt8]()
            while (try? reader.next(into: &line)) == true {
                let words = line.words
                guard words.count >= 2, bounds[words[0].text] != nil, let value = UInt32(words[1].text) else {
                    continue
                }
                bounds[words[0].text] = value
            }
        }
        let (low, high) = (bounds["UID_MIN"] ?? 1000, bounds["UID_MAX"] ?? 60000)
        return low...max(low, high)
    }
}

extension UserAccount {
    fileprivate init?(line: [UInt8]) {
        let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard fields.count == 7, let first = fields[0].first, ![UInt8(ascii: "+"), UInt8(ascii: "-")].contains(first),
            let identifier = UInt32(fields[2].text), let group = UInt32(fields[3].text)
        else { return nil }
        name = fields[0].text
        self.identifier = identifier
        self.group = group
        ownPassword = fields[1].elementsEqual("x".utf8) ? nil : ShadowEntry(field: fields[1])
        home = fields[5].text
        shell = fields[6].isEmpty ? "/bin/sh" : fields[6].text
    }
}
