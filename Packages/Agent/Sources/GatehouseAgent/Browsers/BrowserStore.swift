import GatehouseModel

/// A store of certificates in an account's home (NSS's `cert9.db` and `key4.db`).
///
/// Everything in it is done by `certutil` as that account, with nothing of root's: whatever lies in a home, a link to
/// another place above all, leads no further than the account itself could go.
public struct BrowserStore: Hashable, Sendable {
    /// What every certificate of ours is called in a store, with its number behind.
    public static let namePrefix = "Gatehouse browser "
    static let tool = "/usr/bin/certutil"
    private static let folderTool = "/usr/bin/mkdir"
    private static let timeLimit = Duration.seconds(30)
    private static let mostProfiles = 16

    /// Whose it is.
    public let account: BrowserAccount
    /// Absolute.
    public let folder: String

    /// A store by its place, which need not be there.
    public init(account: BrowserAccount, folder: String) {
        self.account = account
        self.folder = folder
    }

    /// Whether the tool is there (Debian: `libnss3-tools`).
    public static func isUsable(on machine: Machine) -> Bool { machine.exists(tool) }

    /// The stores that the account's browsers look into: one for all of the Chromium family where one of them is
    /// installed, and one for each profile of Firefox.
    public static func all(of account: BrowserAccount, on machine: Machine) -> [BrowserStore] {
        var folders = [String]()
        if !ChromiumPolicies.installed(on: machine).isEmpty {
            // Which of the two Chromium takes: a folder that we made would hide the other.
            let places = ["\(account.home)/.pki/nssdb", "\(account.home)/.local/share/pki/nssdb"]
            folders.append(places.first { machine.exists($0) } ?? places[0])
        }
        for root in FirefoxProfile.roots.map({ "\(account.home)/\($0)" }) {
            let profiles = ((try? machine.names(in: root)) ?? []).map { "\(root)/\($0)" }
            folders += profiles.filter { machine.exists("\($0)/cert9.db") }.prefix(mostProfiles)
        }
        return folders.map { BrowserStore(account: account, folder: machine.hostPath($0)) }
    }

    /// Makes a key in the store, and a request for its certificate (PKCS#10 in DER); the key never leaves the store.
    ///
    /// The store is made where it is missing, without a password.
    public func makeRequest() throws(BrowserStoreError) -> (key: String, request: [UInt8]) {
        if try !isThere() {
            _ = try run([Self.folderTool, "-p", "-m", "0700", "--", folder])
            try certutil("-N", "--empty-password")
        }
        let before = try keys()
        let request = try certutil(
            "-R", "-k", "ec", "-q", "nistp256", "-Z", "SHA256", "-s", "CN=gatehouse-browser", "-z", "/dev/null")
        let made = try keys().subtracting(before)
        guard made.count == 1, let key = made.first else {
            throw BrowserStoreError(message: "`\(folder)` was changed by another at the same time")
        }
        return (key, request)
    }

    /// Puts the certificate (PEM) of a key that is in the store beside it; nothing is trusted by it.
    public func install(_ certificate: String, as name: String) throws(BrowserStoreError) {
        try certutil("-A", "-n", name, "-t", ",,", "-a", input: Array(certificate.utf8))
    }

    /// What of ours is in the store; nothing where there is none.
    public func names() throws(BrowserStoreError) -> [String] {
        guard try isThere() else { return [] }
        let lines = try certutil("-L").split(separator: UInt8(ascii: "\n")).map(\.text)
        return lines.filter { $0.hasPrefix(Self.namePrefix) }.map { line in
            // The trust stands behind the name, after many blanks.
            let digits = line.dropFirst(Self.namePrefix.count).prefix { $0.isHexDigit }
            return Self.namePrefix + digits
        }
    }

    /// Removes a certificate with its key.
    public func remove(_ name: String) throws(BrowserStoreError) { try certutil("-F", "-n", name) }

    /// Removes a key that has no certificate.
    public func remove(key: String) throws(BrowserStoreError) { try certutil("-F", "-k", key) }

    /// Asked as the account: what root sees may be another's.
    private func isThere() throws(BrowserStoreError) -> Bool {
        try status(["/usr/bin/test", "-e", "\(folder)/cert9.db"]).status == 0
    }

    private func keys() throws(BrowserStoreError) -> Set<String> {
        // With no key at all it says so, and ends with 255.
        let (status, output) = try status([Self.tool, "-K", "-d", "sql:\(folder)"])
        guard status == 0 || status == 255 else { throw failure("-K", status) }
        return Set(
            output.split(separator: UInt8(ascii: "\n")).compactMap { line in
                let words = line.text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
                return words.first { $0.utf8.count == 40 && $0.allSatisfy(\.isHexDigit) }
            })
    }

    @discardableResult
    private func certutil(
        _ command: String, _ arguments: String..., input: [UInt8] = []
    ) throws(BrowserStoreError) -> [UInt8] {
        let (status, output) = try status([Self.tool, command, "-d", "sql:\(folder)"] + arguments, input: input)
        guard status == 0 else { throw failure(command, status) }
        return output
    }

    private func run(_ words: [String]) throws(BrowserStoreError) -> [UInt8] {
        let (status, output) = try status(words)
        guard status == 0 else { throw BrowserStoreError(message: "`\(folder)` cannot be made (status \(status))") }
        return output
    }

    private func failure(_ command: String, _ status: Int32) -> BrowserStoreError {
        BrowserStoreError(
            message: "`certutil \(command)` on `\(folder)` ended with status \(status)",
            hint: "a store that has a password is left alone")
    }

    private func status(
        _ words: [String], input: [UInt8] = []
    ) throws(BrowserStoreError) -> (status: Int32, output: [UInt8]) {
        do throws(MachineError) {
            var process = try ScriptProcess(
                program: words, input: input, as: account.script, timeLimit: Self.timeLimit)
            let output = process.output(limit: 1 << 20).bytes
            guard case .exited(let status) = try process.finish() else {
                throw MachineError(.timedOut, "`\(words[0])` did not end well")
            }
            return (status, output)
        } catch {
            throw BrowserStoreError(message: error.message)
        }
    }
}

/// Why something was not done to a browser's store.
public struct BrowserStoreError: Error, Hashable, Sendable {
    /// Lower case, no full stop.
    public var message: String
    /// How to mend it; `nil` when there is nothing to add.
    public var hint: String?

    /// Makes the error with words for the log.
    public init(message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
