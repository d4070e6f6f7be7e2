public import GatehouseModel

/// Installed packages for which a security suite holds a newer version, and how old that knowledge is.
public struct SecurityUpdatesCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "security updates"
    /// The table, its length, and how fresh the lists are that it was made from.
    public let keys: [FactKey] = ["updates.security.pending", "updates.security.pendingCount", "updates.lastChecked"]
    /// What apt fetched, what dpkg installed, and when a periodic update last succeeded.
    public let watches = [PackageLists.path, DpkgDatabase.path, Self.stamp]
    /// 90 seconds: a compressed list is read through apt's own helper.
    public let timeLimit = Duration.seconds(90)

    /// Keeps nothing between runs.
    public init() {}

    private static let stamp = "/var/lib/apt/periodic/update-success-stamp"
    private static let sources = "\(PackageLists.path), \(DpkgDatabase.path)"

    /// Without a fetched list of a security suite the updates are unavailable, never none.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let lists: PackageLists
        do {
            lists = try PackageLists(machine)
        } catch {
            let reason = error.code == .missing ? "there is no apt: \(error.message)" : error.message
            return unavailable(reason, in: machine, at: now)
        }
        let (pending, count) = Self.pending(lists, machine)
        return [
            machine.fact("updates.security.pending", pending, at: now),
            machine.fact("updates.security.pendingCount", count, at: now),
            machine.fact("updates.lastChecked", Self.lastChecked(lists, machine), at: now),
        ]
    }

    private static func pending(_ lists: PackageLists, _ machine: Machine) -> (Observation, Observation) {
        guard !lists.releases.isEmpty else {
            let reason = Observation.unavailable("package lists were never fetched", source: PackageLists.path)
            return (reason, reason)
        }
        do {
            let names = try lists.securityLists()
            guard !names.isEmpty else {
                let reason = Observation.unavailable(
                    "no security suite among the fetched package lists", source: PackageLists.path)
                return (reason, reason)
            }
            var updates = try PendingUpdates(DpkgDatabase(machine: machine))
            for name in names { try updates.compare(with: lists, name) }
            let rows = updates.rows
            let evidence = "\(rows.count) newer in \(names.joined(separator: ", "))"
            return (
                .known(.list(rows), source: sources, evidence: evidence),
                .known(.integer(Int64(rows.count)), source: sources, evidence: evidence)
            )
        } catch {
            let reason = Observation.unavailable(error.message, source: sources)
            return (reason, reason)
        }
    }

    /// When the lists were last fetched, as far as files tell: apt keeps no time of its last success.
    ///
    /// The folder's own time moves when a changed list is put in place, and
    /// security suites change daily, so the newest of these is never later than the truth.
    private static func lastChecked(_ lists: PackageLists, _ machine: Machine) -> Observation {
        guard !lists.releases.isEmpty else {
            return .unavailable("package lists were never fetched", source: PackageLists.path)
        }
        let paths = [stamp, PackageLists.path] + lists.releases.map { "\(PackageLists.path)/\($0)" }
        let newest = paths.compactMap { path in machine.modified(path).map { (path, $0) } }.max { $0.1 < $1.1 }
        guard let (path, instant) = newest else {
            return .unavailable("no time of modification is readable", source: PackageLists.path)
        }
        return .known(.text(instant.description), source: path, evidence: "modified \(instant)")
    }
}

/// Installed packages against what security suites offer; keeps names and versions of what is installed only.
private struct PendingUpdates {
    private struct Entry {
        let architecture: String
        let installed: String
        var available: String?
    }

    private var entries: [String: [Entry]] = [:]
    private let native: String?

    init(_ database: DpkgDatabase) throws(MachineError) {
        var entries: [String: [Entry]] = [:]
        _ = try database.forEachInstalled { package in
            entries[package.name, default: []].append(
                Entry(architecture: package.architecture, installed: package.version))
        }
        self.entries = entries
        native = entries["dpkg"]?.first?.architecture
    }

    mutating func compare(with lists: PackageLists, _ list: String) throws(MachineError) {
        var entries = entries
        self.entries = [:]
        defer { self.entries = entries }
        try lists.withStanzas(of: list, fields: ["Package", "Version", "Architecture"]) { values in
            guard let name = values[0], let version = values[1], var found = entries[name] else { return }
            var isChanged = false
            for index in found.indices where Self.fits(values[2], found[index].architecture) {
                guard Self.isNewer(version, than: found[index].available ?? found[index].installed) else { continue }
                found[index].available = version
                isChanged = true
            }
            if isChanged { entries[name] = found }
        }
    }

    /// A package of a foreign architecture is named `name:architecture`, as apt names it.
    var rows: [FactValue] {
        let pending = entries.flatMap { name, entries in
            entries.compactMap { entry -> (String, Entry)? in
                guard entry.available != nil else { return nil }
                let isForeign = native != nil && entry.architecture != "all" && entry.architecture != native
                return (isForeign ? "\(name):\(entry.architecture)" : name, entry)
            }
        }
        return pending.sorted { ($0.0, $0.1.installed) < ($1.0, $1.1.installed) }.map { name, entry in
            .record([
                "name": .text(name), "installed": .text(entry.installed), "available": .text(entry.available ?? ""),
            ])
        }
    }

    /// A package may change between one architecture and all.
    private static func fits(_ offered: String?, _ installed: String) -> Bool {
        offered == installed || offered == "all" || installed == "all"
    }

    private static func isNewer(_ version: String, than installed: String) -> Bool {
        guard let version = DebianVersion(version), let installed = DebianVersion(installed) else { return false }
        return version > installed
    }
}
