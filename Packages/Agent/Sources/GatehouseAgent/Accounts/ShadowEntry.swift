/// What stands in the password field of an account.
enum PasswordState: String, Hashable, Sendable {
    /// A hash: it may sign in with a password.
    case set
    /// Nothing matches: signing in with a password is impossible.
    case locked
    /// Nothing is asked for.
    case none

    /// As passwd(1) tells it with `--status`.
    init(field: some Collection<UInt8>) {
        switch field.first {
        case nil: self = .none
        case UInt8(ascii: "!"), UInt8(ascii: "*"): self = .locked
        default: self = .set
        }
    }
}

/// The password field of a line of shadow(5), without the hash itself.
struct ShadowEntry: Hashable, Sendable {
    static let path = "/etc/shadow"

    var state: PasswordState
    /// Whether the hash is DES, MD5 or another that is broken in seconds.
    var isWeak: Bool

    init(field: ArraySlice<UInt8>) {
        state = PasswordState(field: field)
        isWeak = state == .set && Self.isWeak(field)
    }

    /// The entries by account; needs root.
    static func all(_ machine: Machine) throws(MachineError) -> [String: ShadowEntry] {
        var entries: [String: ShadowEntry] = [:]
        for line in try machine.configuration(path, limit: 16 << 20) {
            let fields = line.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard fields.count >= 2, !fields[0].isEmpty, entries[fields[0].text] == nil else { continue }
            entries[fields[0].text] = ShadowEntry(field: fields[1])
        }
        return entries
    }

    /// crypt(5): everything but yescrypt, gost-yescrypt, scrypt, bcrypt, SHA-256 and SHA-512.
    private static func isWeak(_ hash: ArraySlice<UInt8>) -> Bool {
        let strong = ["$y$", "$gy$", "$7$", "$2a$", "$2b$", "$2x$", "$2y$", "$5$", "$6$"]
        return !strong.contains { hash.starts(with: $0.utf8) }
    }
}
