/// One member of a list of sudoers(5): a name, perhaps of an alias, perhaps negated.
struct SudoersItem: Hashable, Sendable {
    var text: String
    var isNegated = false
}

/// What one command specification grants.
struct SudoersGrant: Hashable, Sendable {
    /// Whom it may run as; `nil` where nothing is said, which means the default, usually root.
    var runAs: [SudoersItem]?
    /// From `NOPASSWD` and `PASSWD`; `nil` where the defaults decide.
    var needsPassword: Bool?
    var command: SudoersItem
}

/// A line that grants something.
struct SudoersRule: Hashable, Sendable {
    struct Privilege: Hashable, Sendable {
        var hosts: [SudoersItem]
        var grants: [SudoersGrant]
    }

    var users: [SudoersItem]
    var privileges: [Privilege]
    var place: String
}

/// One setting of a `Defaults` line.
struct SudoersDefault: Hashable, Sendable {
    /// What the line is for: nothing for everybody, else `@` hosts, `:` users, `!` commands or `>` target users.
    var scope: Character?
    var members: [SudoersItem]
    var name: String
    /// `nil` for a flag.
    var value: String?
    var isNegated: Bool
}

/// The kinds of alias, each with names of its own.
enum SudoersAlias: String, Hashable, Sendable, CaseIterable {
    case user = "User_Alias"
    case runAs = "Runas_Alias"
    case host = "Host_Alias"
    case command = "Cmnd_Alias"
}

/// Everything that sudoers(5) and its includes say, in order.
struct SudoersPolicy: Sendable {
    static let path = "/etc/sudoers"

    var rules: [SudoersRule] = []
    var defaults: [SudoersDefault] = []
    var aliases: [SudoersAlias: [String: [SudoersItem]]] = [:]

    private static let deepestInclude = 64
    private static let mostFiles = 1000
    private var files = 0

    init(_ machine: Machine, path: String = Self.path) throws(MachineError) {
        try read(path, machine, depth: 0)
    }

    private mutating func read(_ path: String, _ machine: Machine, depth: Int) throws(MachineError) {
        files += 1
        guard depth <= Self.deepestInclude, files <= Self.mostFiles else {
            throw MachineError(.failed, "`\(path)`: includes nest too deep")
        }
        var logical = [UInt8]()
        var number = 0
        for line in try machine.configuration(path) {
            number += 1
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if line.last == UInt8(ascii: "\\") {
                logical += line.dropLast()
                guard logical.count <= 1 << 20 else { throw MachineError(.tooLarge, "`\(path)`: line too long") }
                continue
            }
            logical += line
            let whole = logical
            logical = []
            if let include = try SudoersInclude(whole, in: path, host: machine.kernel.hostname) {
                for file in try include.files(machine) { try read(file, machine, depth: depth + 1) }
            } else {
                try add(whole, place: "\(path):\(number)")
            }
        }
    }

    private mutating func add(_ line: [UInt8], place: String) throws(MachineError) {
        var parser = SudoersParser(line, place: place)
        switch try parser.line() {
        case .nothing: break
        case .rule(let rule): rules.append(rule)
        case .defaults(let settings): defaults += settings
        case .aliases(let kind, let members):
            aliases[kind, default: [:]].merge(members) { first, _ in first }
        }
    }
}

/// An `@include` or `@includedir` line, also in the old spelling with `#`.
struct SudoersInclude {
    private let path: String
    private let isFolder: Bool

    /// `nil` for every other line.
    init?(_ line: [UInt8], in file: String, host: String) throws(MachineError) {
        let line = line.trimmed
        guard line.first == UInt8(ascii: "@") || line.first == UInt8(ascii: "#") else { return nil }
        let keyword = line.dropFirst().prefix { !$0.isSpace }.text
        guard keyword == "include" || keyword == "includedir" else { return nil }
        isFolder = keyword == "includedir"
        var name = [UInt8]()
        var isQuoted = false
        var rest = line.dropFirst(keyword.utf8.count + 1).trimmed
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\""), name.isEmpty || isQuoted {
                isQuoted.toggle()
            } else if byte == UInt8(ascii: "\\"), let next = rest.popFirst() {
                name.append(next)
            } else if byte == UInt8(ascii: "%"), rest.first == UInt8(ascii: "h") {
                rest = rest.dropFirst()
                name += Array(host.prefix { $0 != "." }.utf8)
            } else if byte.isSpace, !isQuoted {
                break
            } else {
                name.append(byte)
            }
        }
        guard !name.isEmpty, !isQuoted else { throw MachineError(.failed, "`\(file)`: `\(line.text)` names no file") }
        let folder = file.lastIndex(of: "/").map { file[..<$0] } ?? ""
        path = name.first == UInt8(ascii: "/") ? name.text : "\(folder)/\(name.text)"
    }

    /// The files to read; in a folder all but backups and what package managers leave.
    func files(_ machine: Machine) throws(MachineError) -> [String] {
        guard isFolder else { return machine.exists(path) ? [path] : [] }
        do {
            let names = try machine.names(in: path).filter { !$0.hasSuffix("~") && !$0.contains(".") }
            return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { "\(path)/\($0)" }
                .filter { (try? machine.names(in: $0)) == nil }
        } catch  where error.code == .missing {
            return []
        }
    }
}
