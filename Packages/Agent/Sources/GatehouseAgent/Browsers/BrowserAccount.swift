import Glibc

/// A person's account that is signed in on this device.
public struct BrowserAccount: Hashable, Sendable {
    /// The account's name.
    public var name: String
    /// Its number; never root's.
    public var uid: UInt32
    /// The number of its primary group.
    public var gid: UInt32
    /// Its home; an absolute path.
    public var home: String

    /// An account, as passwd(5) has it.
    public init(name: String, uid: UInt32, gid: UInt32, home: String) {
        self.name = name
        self.uid = uid
        self.gid = gid
        self.home = home
    }

    var script: ScriptAccount { ScriptAccount(uid: uid, gid: gid) }
}

extension BrowserAccount {
    /// What systemd-logind keeps of each user that is signed in, by number.
    public static let sessionsPath = "/run/systemd/users"
    private static let utmpPath = "/run/utmp"
    /// A device where more are signed in is a server, whose browsers nobody sees.
    private static let most = 64

    /// The people who are signed in, by systemd-logind and by utmp(5), in the order of their numbers.
    ///
    /// Accounts of a directory are asked for by the C library, on the running machine alone.
    public static func signedIn(on machine: Machine) -> [BrowserAccount] {
        guard let known = try? UserAccounts(machine) else { return [] }
        let people = Dictionary(known.ofPeople.map { ($0.identifier, $0) }) { first, _ in first }
        var numbers = Set(((try? machine.names(in: sessionsPath)) ?? []).compactMap { UInt32($0) })
        numbers = numbers.filter { !isLeaving($0, machine) }
        let byName = Dictionary(known.ofPeople.map { ($0.name, $0.identifier) }) { first, _ in first }
        _ = try? LoginRecords(machine: machine, path: utmpPath).forEach { record in
            if record.kind == .login, let number = byName[record.user] { numbers.insert(number) }
        }
        let all = numbers.sorted().compactMap { number -> BrowserAccount? in
            if let account = people[number] {
                return BrowserAccount(
                    name: account.name, uid: number, gid: account.group, home: account.home)
            }
            // Whoever the file knows and counts as no person is a part of the system.
            guard machine.isRunning, known.name(of: number) == nil else { return nil }
            return directoryAccount(number)
        }
        return all.filter { $0.uid != 0 && $0.home.hasPrefix("/") && $0.home != "/" }.prefix(most).map(\.self)
    }

    /// Whether nothing of the user is left but what lingers.
    private static func isLeaving(_ number: UInt32, _ machine: Machine) -> Bool {
        guard let text = try? machine.text("\(sessionsPath)/\(number)") else { return true }
        let state = text.split(separator: "\n").first { $0.hasPrefix("STATE=") }?.dropFirst("STATE=".count)
        return state != "active" && state != "online"
    }

    private static func directoryAccount(_ number: UInt32) -> BrowserAccount? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard number >= 1000, number != 65534, getpwuid_r(number, &entry, &buffer, buffer.count, &found) == 0,
            found != nil, let name = entry.pw_name, let home = entry.pw_dir
        else { return nil }
        return BrowserAccount(
            name: String(cString: name), uid: number, gid: entry.pw_gid, home: String(cString: home))
    }
}
