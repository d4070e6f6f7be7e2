public import GatehouseModel

/// The extensions in every user's browsers.
///
/// Users write these files, so a profile that cannot be read hides no other: it is counted in the evidence.
public struct BrowserExtensionsCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "browser extensions"
    /// One list over all users and browsers.
    public let keys: [FactKey] = ["browser.extensions"]
    /// Browsers write their files all the time.
    public let watches: [String] = []

    /// Keeps nothing between runs.
    public init() {}

    /// More profiles or extensions are refused: nobody has them.
    private static let mostProfiles = 500
    private static let mostExtensions = 10_000

    /// Unavailable when a home cannot be looked into, for its extensions would seem not to be there.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [machine.fact("browser.extensions", Self.observe(machine), at: now)]
    }

    private static func observe(_ machine: Machine) -> Observation {
        let source = "users' browser profiles"
        do throws(MachineError) {
            var found: Set<BrowserExtension> = []
            var (profiles, problems) = (0, 0)
            for account in try people(machine) {
                for read in try Self.profiles(of: account, machine) {
                    let contents = read()
                    profiles += 1
                    problems += contents.problems
                    found.formUnion(contents.extensions)
                    guard profiles <= mostProfiles, found.count <= mostExtensions else {
                        throw MachineError(
                            .tooLarge, "more than \(mostProfiles) profiles or \(mostExtensions) extensions")
                    }
                }
            }
            let rows = found.map(\.row).sorted { $0.description < $1.description }
            let evidence =
                "\(rows.count) in \(profiles) profiles" + (problems == 0 ? "" : "; \(problems) files not readable")
            return .known(.list(rows), source: source, evidence: evidence)
        } catch {
            return .unavailable(error.message, source: source)
        }
    }

    /// Accounts with a shell and a home of their own, once each home; root's, too.
    private static func people(_ machine: Machine) throws(MachineError) -> [UserAccount] {
        var seen: Set<String> = []
        return try UserAccounts(machine).accounts.filter { account in
            account.hasLoginShell && account.home.utf8.count > 1 && account.home.hasPrefix("/")
                && machine.isFolder(account.home) && seen.insert(account.home).inserted
        }
    }

    private static func profiles(
        of account: UserAccount, _ machine: Machine
    ) throws(MachineError) -> [() -> BrowserProfileContents] {
        var readers = [() -> BrowserProfileContents]()
        // A home that cannot be looked into would seem to be without browsers.
        _ = try machine.names(in: account.home)
        for (folder, browser) in ChromiumProfile.roots {
            let root = "\(account.home)/\(folder)"
            for name in try folders(in: root, with: "Preferences", machine) {
                let profile = ChromiumProfile(
                    machine: machine, path: "\(root)/\(name)", browser: browser, user: account.name)
                readers.append(profile.contents)
            }
        }
        for folder in FirefoxProfile.roots {
            let root = "\(account.home)/\(folder)"
            for name in try folders(in: root, with: FirefoxProfile.file, machine) {
                readers.append(FirefoxProfile(machine: machine, path: "\(root)/\(name)", user: account.name).contents)
            }
        }
        return readers
    }

    /// The folders in `path` that hold `file`; none where there is no such path.
    private static func folders(
        in path: String, with file: String, _ machine: Machine
    ) throws(MachineError) -> [String] {
        guard machine.isFolder(path) else { return [] }
        return Array(
            try machine.names(in: path).filter { machine.exists("\(path)/\($0)/\(file)") }.prefix(mostProfiles))
    }
}
