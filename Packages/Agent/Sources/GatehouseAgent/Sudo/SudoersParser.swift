/// Reads one logical line of sudoers(5).
///
/// What it does not understand it refuses: skipping a line could hide an administrator.
struct SudoersParser {
    enum Line {
        case nothing
        case rule(SudoersRule)
        case defaults([SudoersDefault])
        case aliases(SudoersAlias, [String: [SudoersItem]])
    }

    var rest: ArraySlice<UInt8>
    let place: String

    init(_ line: [UInt8], place: String) {
        rest = line.trimmed
        self.place = place
    }

    mutating func line() throws(MachineError) -> Line {
        guard !isAtEnd else { return .nothing }
        if rest.begins(with: "Defaults") {
            let next = rest.dropFirst(8).first
            if next.map({ $0.isSpace || "@:!>".utf8.contains($0) }) ?? true {
                rest = rest.dropFirst(8)
                return .defaults(try defaults())
            }
        }
        for kind in SudoersAlias.allCases where rest.starts(with: kind.rawValue.utf8) {
            guard rest.dropFirst(kind.rawValue.utf8.count).first?.isSpace ?? false else { continue }
            rest = rest.dropFirst(kind.rawValue.utf8.count)
            return .aliases(kind, try aliases(of: kind))
        }
        return .rule(try rule())
    }

    // MARK: Lines

    private mutating func rule() throws(MachineError) -> SudoersRule {
        let users = try list { (parser: inout Self) throws(MachineError) in try parser.word() }
        var privileges = [SudoersRule.Privilege]()
        repeat {
            let hosts = try list { (parser: inout Self) throws(MachineError) in try parser.word(isHost: true) }
            guard take("=") else { throw refusal("a host list needs `=`") }
            privileges.append(SudoersRule.Privilege(hosts: hosts, grants: try grants()))
        } while take(":")
        guard isAtEnd else { throw refusal("something stands after the commands") }
        return SudoersRule(users: users, privileges: privileges, place: place)
    }

    private mutating func aliases(of kind: SudoersAlias) throws(MachineError) -> [String: [SudoersItem]] {
        var found: [String: [SudoersItem]] = [:]
        repeat {
            let name = try word()
            guard take("=") else { throw refusal("an alias needs `=`") }
            found[name] = try list { (parser: inout Self) throws(MachineError) in
                kind == .command ? try parser.command() : try parser.word(isHost: kind == .host)
            }
        } while take(":")
        guard isAtEnd else { throw refusal("something stands after the alias") }
        return found
    }

    private mutating func defaults() throws(MachineError) -> [SudoersDefault] {
        var scope: Character?
        var members = [SudoersItem]()
        if let byte = rest.first, !byte.isSpace {
            rest = rest.dropFirst()
            scope = Character(UnicodeScalar(byte))
            members = try list { (parser: inout Self) throws(MachineError) in
                byte == UInt8(ascii: "!") ? try parser.commandName() : try parser.word(isHost: byte == 0x40)
            }
        }
        var found = [SudoersDefault]()
        repeat {
            let isNegated = take("!")
            var name = try word()
            var value: String?
            if let last = name.last, "+-".contains(last) { name.removeLast() }
            rest = rest.drop(while: \.isSpace)
            for sign in ["+", "-"] as [StaticString] where rest.begins(with: sign) { rest = rest.dropFirst() }
            if take("=") { value = try word(isHost: true) }
            found.append(
                SudoersDefault(scope: scope, members: members, name: name, value: value, isNegated: isNegated))
        } while take(",")
        guard isAtEnd else { throw refusal("something stands after the defaults") }
        return found
    }

    // MARK: Commands

    private static let tags: Set<String> = [
        "PASSWD", "EXEC", "SETENV", "LOG_INPUT", "LOG_OUTPUT", "FOLLOW", "MAIL", "INTERCEPT", "NOPASSWD", "NOEXEC",
        "NOSETENV", "NOLOG_INPUT", "NOLOG_OUTPUT", "NOFOLLOW", "NOMAIL", "NOINTERCEPT",
    ]
    private static let options: Set<String> = [
        "ROLE", "TYPE", "PRIVS", "LIMITPRIVS", "TIMEOUT", "NOTBEFORE", "NOTAFTER", "CWD", "CHROOT", "APPARMOR_PROFILE",
    ]

    /// What is said of one command holds for those after it, too.
    private mutating func grants() throws(MachineError) -> [SudoersGrant] {
        var grants = [SudoersGrant]()
        var runAs: [SudoersItem]?
        var needsPassword: Bool?
        repeat {
            if take("(") { runAs = try runAsList() }
            while let name = keyword() {
                if name == "NOPASSWD" || name == "PASSWD" { needsPassword = name == "PASSWD" }
            }
            var isNegated = false
            while take("!") { isNegated.toggle() }
            grants.append(
                SudoersGrant(
                    runAs: runAs, needsPassword: needsPassword,
                    command: SudoersItem(text: try command(), isNegated: isNegated)))
        } while take(",")
        return grants
    }

    /// Users before `:`, groups after it; an empty list means the caller.
    private mutating func runAsList() throws(MachineError) -> [SudoersItem] {
        var users = [SudoersItem]()
        if !peek(":"), !peek(")") {
            users = try list { (parser: inout Self) throws(MachineError) in try parser.word() }
        }
        if take(":"), !peek(")") {
            _ = try list { (parser: inout Self) throws(MachineError) in try parser.word() }
        }
        guard take(")") else { throw refusal("`(` is not closed") }
        return users
    }

    /// A tag with its colon, or an option with its value; `nil` when a command comes next.
    private mutating func keyword() -> String? {
        let start = rest.drop(while: \.isSpace)
        let name = start.prefix { ($0 >= 0x41 && $0 <= 0x5A) || $0 == UInt8(ascii: "_") }
        let after = start[name.endIndex...].drop(while: \.isSpace)
        if after.first == UInt8(ascii: ":"), Self.tags.contains(name.text) {
            rest = after.dropFirst()
            return name.text
        }
        guard after.first == UInt8(ascii: "="), Self.options.contains(name.text) else { return nil }
        rest = after.dropFirst()
        return (try? word(isHost: true)) == nil ? nil : name.text
    }

    /// `ALL`, an alias, or a path with its arguments; digests before it are passed over.
    mutating func command() throws(MachineError) -> String {
        skipDigests()
        rest = rest.drop(while: \.isSpace)
        var command = [UInt8]()
        var isExpression = false
        var isEscaped = false
        while let byte = rest.first {
            if byte == UInt8(ascii: "^"), command.last.map(\.isSpace) ?? true { isExpression = true }
            if isExpression, !isEscaped, byte == UInt8(ascii: "$"), endsExpression(after: rest.dropFirst()) {
                isExpression = false
            } else if !isExpression, !isEscaped, ",:#".utf8.contains(byte) {
                break
            }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            command.append(byte)
            rest = rest.dropFirst()
        }
        let text = command.trimmed.text
        guard !text.isEmpty else { throw refusal("a command is missing") }
        return text
    }

    /// The path alone, as `Defaults!` has it.
    mutating func commandName() throws(MachineError) -> String {
        rest = rest.drop(while: \.isSpace)
        let name = rest.prefix { !$0.isSpace && $0 != UInt8(ascii: ",") }
        guard !name.isEmpty else { throw refusal("a command is missing") }
        rest = rest[name.endIndex...]
        return name.text
    }

    private mutating func skipDigests() {
        while true {
            let start = rest.drop(while: \.isSpace)
            let name = start.prefix { $0.isLetter || $0.isDigit }
            let after = start[name.endIndex...].drop(while: \.isSpace)
            guard ["sha224", "sha256", "sha384", "sha512"].contains(name.text), after.first == UInt8(ascii: ":")
            else { return }
            let value = after.dropFirst().drop(while: \.isSpace)
            rest = value.drop { !$0.isSpace && $0 != UInt8(ascii: ",") }.drop(while: \.isSpace)
            if rest.first == UInt8(ascii: ",") { rest = rest.dropFirst() }
        }
    }

    private func endsExpression(after rest: ArraySlice<UInt8>) -> Bool {
        rest.first.map { $0.isSpace || ",:#".utf8.contains($0) } ?? true
    }
}
