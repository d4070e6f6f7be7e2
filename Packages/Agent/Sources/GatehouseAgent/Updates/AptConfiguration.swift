/// The settings of apt.conf(5): every part and the main file, in apt's order.
///
/// Names compare without regard to case. Throws where apt itself would refuse to go on.
struct AptConfiguration: Sendable {
    private static let parts = "/etc/apt/apt.conf.d"
    private static let main = "/etc/apt/apt.conf"
    private static let deepestInclude = 10

    private var values: [String: String] = [:]
    private var lists: [String: [String]] = [:]

    init(_ machine: Machine) throws(MachineError) {
        let names: [String]
        do {
            names = try machine.names(in: Self.parts)
        } catch  where error.code == .missing {
            names = []
        }
        let files = names.filter(Self.isRead).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in files { try read("\(Self.parts)/\(name)", machine, depth: 0) }
        if machine.exists(Self.main) { try read(Self.main, machine, depth: 0) }
    }

    init(_ text: [UInt8], _ machine: Machine) throws(MachineError) {
        try apply(text, "configuration", machine, depth: 0)
    }

    /// The value of a name such as `APT::Periodic::Enable`.
    subscript(_ name: String) -> String? { values[name.lowercased()] }

    /// The nameless members below a name.
    func list(_ name: String) -> [String] { lists[name.lowercased()] ?? [] }

    /// apt reads names of letters, digits, `_`, `-` and `.`, without an extension or with `.conf`.
    private static func isRead(_ name: String) -> Bool {
        guard name.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "_-.".utf8.contains($0) }), name.utf8.first != 0x2E
        else { return false }
        return !name.contains(".") || name.hasSuffix(".conf")
    }

    private mutating func read(_ path: String, _ machine: Machine, depth: Int) throws(MachineError) {
        guard depth <= Self.deepestInclude else { throw MachineError(.failed, "`\(path)`: includes nest too deep") }
        try apply(try machine.bytes(path), path, machine, depth: depth)
    }

    private mutating func apply(
        _ bytes: [UInt8], _ path: String, _ machine: Machine, depth: Int
    ) throws(MachineError) {
        var lexer = AptLexer(bytes)
        var scopes = [String]()
        var words = [AptLexer.Word]()
        while let token = try lexer.next(path) {
            switch token {
            case .word(let word): words.append(word)
            case .open:
                guard let name = words.first, scopes.count < 64 else {
                    throw MachineError(.failed, "`\(path)`: a block without a name, or too deep")
                }
                let scope = Self.join(scopes.last, name.text)
                if words.count > 1 { values[scope.lowercased()] = words[1].text }
                scopes.append(scope)
                words = []
            case .close:
                guard words.isEmpty, scopes.popLast() != nil else {
                    throw MachineError(.failed, "`\(path)`: a block ends that did not begin")
                }
            case .end:
                try statement(words, in: scopes.last, path, machine, depth: depth)
                words = []
            }
        }
        guard words.isEmpty, scopes.isEmpty else { throw MachineError(.failed, "`\(path)` ends in a statement") }
    }

    private mutating func statement(
        _ words: [AptLexer.Word], in scope: String?, _ path: String, _ machine: Machine, depth: Int
    ) throws(MachineError) {
        guard let first = words.first else { return }
        if !first.isQuoted, first.text == "#clear" || first.text == "#include" {
            guard words.count > 1 else { throw MachineError(.failed, "`\(path)`: `\(first.text)` of nothing") }
            for word in words.dropFirst() {
                if first.text == "#clear" { clear(word.text) } else { try include(word.text, machine, depth: depth) }
            }
        } else if words.count == 1, let scope {
            lists[scope.lowercased(), default: []].append(first.text)
        } else if words.count >= 2 {
            let name = Self.join(scope, first.text).lowercased()
            if name.hasSuffix("::") {
                lists[String(name.dropLast(2)), default: []].append(words[1].text)
            } else {
                values[name] = words[1].text
            }
        }
    }

    private mutating func include(_ path: String, _ machine: Machine, depth: Int) throws(MachineError) {
        guard path.hasPrefix("/") else { throw MachineError(.failed, "`\(path)` is included by a relative path") }
        guard path.hasSuffix("/") else { return try read(path, machine, depth: depth + 1) }
        for name in try machine.names(in: path).filter(Self.isRead) {
            try read("\(path)\(name)", machine, depth: depth + 1)
        }
    }

    /// Forgets a name and everything below it; with `::` at its end the nameless members only.
    private mutating func clear(_ name: String) {
        let name = name.lowercased()
        guard !name.hasSuffix("::") else { return lists[String(name.dropLast(2))] = nil }
        values = values.filter { $0.key != name && !$0.key.hasPrefix("\(name)::") }
        lists = lists.filter { $0.key != name && !$0.key.hasPrefix("\(name)::") }
    }

    private static func join(_ scope: String?, _ name: String) -> String { scope.map { "\($0)::\(name)" } ?? name }
}
