/// Why an action's particulars were refused.
public struct ActionCommandError: Error, Hashable, Sendable {
    /// Lower case, no full stop, the input in backticks.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?
}

extension ActionCommand {
    private enum Name {
        static let dryRun = "dryRun"
        static let scope = "scope"
        static let name = "name"
        static let digest = "digest"
        static let account = "account"
        static let timeLimit = "timeLimit"
    }

    /// The particulars as texts by name, as they are kept and sent; what has its usual value is left out.
    public var parameters: [String: String] {
        switch self {
        case .sync, .lock, .reboot, .shutdown, .collectLogs: [:]
        case .retire(let isDryRun): isDryRun ? [Name.dryRun: "true"] : [:]
        case .wipe(let scope, let isDryRun):
            [Name.scope: scope.rawValue].merging(isDryRun ? [Name.dryRun: "true"] : [:]) { $1 }
        case .rename(let name): [Name.name: name]
        case .runScript(let run):
            [Name.digest: run.digest, Name.timeLimit: run.timeLimit.text]
                .merging(run.account.isEmpty ? [:] : [Name.account: run.account]) { $1 }
        }
    }

    /// Reads what ``parameters`` writes; refuses what is missing, wrong or too large, and ignores other names.
    public init(_ kind: ActionKind, parameters: [String: String]) throws(ActionCommandError) {
        let isDryRun = parameters[Name.dryRun] == "true"
        guard !isDryRun || kind.hasDryRun else {
            throw ActionCommandError(message: "`\(kind.rawValue)` has no dry run")
        }
        switch kind {
        case .sync: self = .sync
        case .lock: self = .lock
        case .reboot: self = .reboot
        case .shutdown: self = .shutdown
        case .collectLogs: self = .collectLogs
        case .retire: self = .retire(isDryRun: isDryRun)
        case .wipe: self = .wipe(try Self.scope(parameters[Name.scope]), isDryRun: isDryRun)
        case .rename: self = .rename(to: try Self.hostName(parameters[Name.name] ?? ""))
        case .runScript: self = .runScript(try ScriptRun(parameters))
        }
    }

    private static func scope(_ text: String?) throws(ActionCommandError) -> WipeScope {
        guard let text else { return .selective }
        guard let scope = WipeScope(rawValue: text) else {
            throw ActionCommandError(
                message: "`\(text.prefix(64))` is no scope of a wipe", hint: "`selective` or `wholeDisk`")
        }
        return scope
    }

    /// A name that Linux takes (64 bytes) and that RFC 1123 §2.1 allows.
    private static func hostName(_ name: String) throws(ActionCommandError) -> String {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isName =
            (1...63).contains(name.utf8.count)
            && labels.allSatisfy { label in
                !label.isEmpty && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
                    && label.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
            }
        guard isName else {
            throw ActionCommandError(
                message: "`\(name.prefix(64))` is no host name", hint: "at most 63 letters, digits, `-` and `.`")
        }
        return name
    }

    fileprivate static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension ScriptRun {
    fileprivate init(_ parameters: [String: String]) throws(ActionCommandError) {
        let digest = parameters["digest"] ?? ""
        guard digest.utf8.count == 64, let bytes = Hex.decode(digest), Hex.encode(bytes) == digest else {
            throw ActionCommandError(message: "a script is named by its SHA-256 in hexadecimal")
        }
        let account = parameters["account"] ?? ""
        guard account.isEmpty || Self.isAccountName(account) else {
            throw ActionCommandError(
                message: "`\(account.prefix(64))` is no name of an account", hint: "as `nobody` or `root`")
        }
        let limit = parameters["timeLimit"] ?? "5m"
        guard let timeLimit = Duration.parse(limit), timeLimit >= .seconds(1), timeLimit <= Self.longestTime else {
            throw ActionCommandError(
                message: "`\(limit.prefix(64))` is no time limit of a script", hint: "from 1s to 1h, as 5m")
        }
        self.init(digest: digest, account: account, timeLimit: timeLimit)
    }

    /// Whether useradd(8) takes the name; whether there is such an account, only the device can say.
    public static func isAccountName(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.count <= 32 else { return false }
        let isGood = { (byte: UInt8) in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
        }
        return isGood(first)
            && bytes.allSatisfy {
                isGood($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}
