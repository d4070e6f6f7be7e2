/// One module of a stack of pam.conf(5), where it stands.
struct PAMRule: Hashable, Sendable {
    /// What each return value of the module leads to: `ok`, `bad`, `die`, `done`, `ignore`, `reset` or a jump.
    var actions: [String: String]
    /// The module's file name, as `pam_unix.so`.
    var module: String
    var arguments: [String]
    /// The substacks around it, outermost first: `done` and `die` leave the innermost only.
    var scope: [Int]
    var place: String

    /// Whether the stack fails when this module refuses.
    var isEnforcing: Bool {
        ["bad", "die", "done"].contains(actions["authtok_err"] ?? actions["default"] ?? "bad")
    }

    /// The value of `name=value` among the arguments, the last of several.
    func argument(_ name: String) -> String? {
        arguments.last { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    func has(_ flag: String) -> Bool { arguments.contains(flag) }
}

/// The modules that one service runs for one type (`auth`, `account`, `password`), with everything included.
struct PAMStack: Sendable {
    static let folders = ["/etc/pam.d", "/usr/lib/pam.d"]
    private static let deepestInclude = 16
    private static let mostRules = 2000

    private(set) var rules: [PAMRule] = []
    private let type: String
    private var substacks = 0
    private var lines = 0

    /// Without a file of its own a service has that of `other`.
    init(_ machine: Machine, service: String, type: String) throws(MachineError) {
        self.type = type
        let name = Self.path(of: service, machine) == nil ? "other" : service
        try read(name, machine, scope: [], depth: 0)
    }

    static func path(of service: String, _ machine: Machine) -> String? {
        guard !service.contains("..") else { return nil }
        if service.hasPrefix("/") { return machine.exists(service) ? service : nil }
        return folders.map { "\($0)/\(service)" }.first(where: machine.exists)
    }

    /// Whether nothing before the rule at `index` may end the stack in success or jump over it.
    func isAlwaysReached(_ index: Int) -> Bool {
        let target = rules[index]
        for (position, rule) in rules[..<index].enumerated() {
            for (value, action) in rule.actions {
                if action == "done", value != "default" || rule.actions["success"] == nil,
                    target.scope.starts(with: rule.scope)
                {
                    return false
                }
                if let count = Int(action), count > 0, jump(from: position, over: count, passes: index) { return false }
            }
        }
        return true
    }

    /// A jump counts the modules of its own stack; a substack in it counts as one.
    private func jump(from position: Int, over count: Int, passes index: Int) -> Bool {
        let scope = rules[position].scope
        var counted = 0
        var substack: [Int]?
        for next in (position + 1)..<rules.count {
            let other = rules[next].scope
            guard other.starts(with: scope) else { return false }
            let inner = other.count > scope.count ? Array(other.prefix(scope.count + 1)) : nil
            if inner == nil || inner != substack { counted += 1 }
            substack = inner
            guard counted <= count else { return false }
            if next == index { return true }
        }
        return false
    }

    private mutating func read(
        _ service: String, _ machine: Machine, scope: [Int], depth: Int
    ) throws(MachineError) {
        guard depth <= Self.deepestInclude else { throw MachineError(.failed, "PAM includes nest too deep") }
        guard let path = Self.path(of: service, machine) else {
            throw MachineError(.missing, "PAM has no file for `\(service)`")
        }
        var logical = [UInt8]()
        var number = 0
        for line in try machine.configuration(path) {
            number += 1
            let line = line.prefix { $0 != UInt8(ascii: "#") }
            if line.last == UInt8(ascii: "\\") {
                logical += line.dropLast() + [0x20]
                continue
            }
            logical += line
            let words = try Self.words(logical, "\(path):\(number)")
            logical = []
            lines += 1
            guard lines <= Self.mostRules else { throw MachineError(.tooLarge, "PAM has too many lines") }
            try add(words, machine, scope: scope, depth: depth, place: "\(path):\(number)")
        }
    }

    private mutating func add(
        _ words: [String], _ machine: Machine, scope: [Int], depth: Int, place: String
    ) throws(MachineError) {
        guard let first = words.first else { return }
        if first == "@include" {
            guard words.count > 1 else { throw MachineError(.failed, "\(place): `@include` names no file") }
            return try read(words[1], machine, scope: scope, depth: depth + 1)
        }
        let type = (first.hasPrefix("-") ? String(first.dropFirst()) : first).lowercased()
        guard ["auth", "account", "password", "session"].contains(type), words.count >= 3 else {
            throw MachineError(.failed, "\(place): the line is not understood")
        }
        guard type == self.type else { return }
        switch words[1].lowercased() {
        case "include": try read(words[2], machine, scope: scope, depth: depth + 1)
        case "substack":
            substacks += 1
            try read(words[2], machine, scope: scope + [substacks], depth: depth + 1)
        default:
            guard let actions = Self.actions(words[1]) else {
                throw MachineError(.failed, "\(place): `\(words[1])` is no control")
            }
            let module = words[2].split(separator: "/").last.map(String.init) ?? ""
            rules.append(
                PAMRule(
                    actions: actions, module: module, arguments: Array(words.dropFirst(3)), scope: scope, place: place))
        }
    }

    private static func actions(_ control: String) -> [String: String]? {
        switch control.lowercased() {
        case "required": return ["success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "bad"]
        case "requisite": return ["success": "ok", "new_authtok_reqd": "ok", "ignore": "ignore", "default": "die"]
        case "sufficient": return ["success": "done", "new_authtok_reqd": "done", "default": "ignore"]
        case "optional": return ["success": "ok", "new_authtok_reqd": "ok", "default": "ignore"]
        default: break
        }
        guard control.hasPrefix("[") else { return nil }
        let pairs = control.dropFirst().split { $0 == " " || $0 == "\t" }
        let parts = pairs.map { $0.split(separator: "=", omittingEmptySubsequences: false).map(String.init) }
        guard !parts.isEmpty, parts.allSatisfy({ $0.count == 2 }) else { return nil }
        return Dictionary(parts.map { ($0[0], $0[1]) }) { _, last in last }
    }

    /// Words between white space; one in brackets holds spaces, and `\]` for a bracket.
    private static func words(_ line: [UInt8], _ place: String) throws(MachineError) -> [String] {
        var words = [String]()
        var rest = line[...].trimmed
        while let first = rest.first {
            guard first == UInt8(ascii: "[") else {
                let word = rest.prefix { !$0.isSpace }
                words.append(word.text)
                rest = rest[word.endIndex...].drop(while: \.isSpace)
                continue
            }
            var word = [UInt8]()
            var isClosed = false
            rest = rest.dropFirst()
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "\\"), rest.first == UInt8(ascii: "]") {
                    word.append(rest.removeFirst())
                } else if byte == UInt8(ascii: "]") {
                    isClosed = true
                    break
                } else {
                    word.append(byte)
                }
            }
            guard isClosed else { throw MachineError(.failed, "\(place): a bracket is not closed") }
            words.append(words.count == 1 ? "[\(word.text)" : word.text)
            rest = rest.drop(while: \.isSpace)
        }
        return words
    }
}
