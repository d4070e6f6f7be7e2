public import GatehouseModel

/// What a device's own configuration allows, whatever the server asks for.
public struct EnforcementRules: Hashable, Sendable {
    /// Accounts that scripts may run as; the first is meant where a script names none.
    ///
    /// `root` is one only if it is listed.
    public var scriptAccounts: [String]
    /// What this device never does.
    public var refused: Set<ActionKind>
    /// What a wipe removes besides the identity; absolute, without symbolic links on the way.
    public var wipedPaths: [String]
    /// Accounts that a wipe removes, with their homes.
    public var wipedAccounts: [String]

    /// Scripts run as `nobody`, nothing is refused, and a wipe removes the identity alone, unless said otherwise.
    public init(
        scriptAccounts: [String] = ["nobody"], refused: Set<ActionKind> = [], wipedPaths: [String] = [],
        wipedAccounts: [String] = []
    ) {
        self.scriptAccounts = scriptAccounts
        self.refused = refused
        self.wipedPaths = wipedPaths
        self.wipedAccounts = wipedAccounts
    }

    /// Reads `name = values` lines, values apart by spaces, `#` begins a comment; what cannot be meant is refused with
    /// its line.
    public init(configuration text: String) throws(EnforcementRulesError) {
        self.init()
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.prefix { $0 != "#" }
            guard content.contains(where: { !$0.isWhitespace }) else { continue }
            do throws(EnforcementRulesError) {
                try read(content)
            } catch {
                throw EnforcementRulesError(message: "line \(index + 1): \(error.message)")
            }
        }
    }

    private mutating func read(_ line: Substring) throws(EnforcementRulesError) {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw EnforcementRulesError(message: "this is no `name = value`") }
        let name = parts[0].filter { !$0.isWhitespace }
        let values = parts[1].split(whereSeparator: \.isWhitespace).map { String($0) }
        switch name {
        case "script.accounts":
            guard !values.isEmpty else { throw EnforcementRulesError(message: "an account is wanted") }
            scriptAccounts = values
        case "refuse":
            refused = []
            for value in values {
                guard let kind = ActionKind(rawValue: value) else {
                    throw EnforcementRulesError(message: "there is no action `\(value)`")
                }
                refused.insert(kind)
            }
        case "wipe.paths":
            for value in values where !Self.mayBeWiped(value) {
                throw EnforcementRulesError(message: "`\(value)` is not a path that may be wiped")
            }
            wipedPaths = values
        case "wipe.accounts":
            for value in values where value == "root" || value.utf8.first == UInt8(ascii: "-") {
                throw EnforcementRulesError(message: "`\(value)` is not an account that may be wiped")
            }
            wipedAccounts = values
        default: throw EnforcementRulesError(message: "there is no setting `\(name)`")
        }
    }

    /// Absolute, plain, and not a folder that the system needs.
    private static func mayBeWiped(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = parts.dropFirst().allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
        guard parts.count > 1, parts[0].isEmpty, isPlain else { return false }
        let system: Set<Substring> = [
            "bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "libx32", "proc", "run", "sbin", "sys", "usr",
        ]
        let kept: Set<String> = ["/home", "/root", "/var", "/var/lib", "/var/log", "/opt", "/srv", "/tmp", "/mnt"]
        return !kept.contains(path) && !(parts.count == 2 && system.contains(parts[1]))
            && !["proc", "sys", "dev"].contains(parts[1])
    }
}

/// What is wrong with a device's own configuration.
public struct EnforcementRulesError: Error, Hashable, Sendable {
    /// Lower case, with the line, the input in backticks.
    public var message: String
}
