public import GatehouseModel

/// The installed packages, from dpkg's database.
public struct SoftwareCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "software"
    /// The table, and its length.
    public let keys: [FactKey] = ["software.packages", "software.packageCount"]
    /// The one file that every installation and removal changes.
    public let watches = [DpkgDatabase.path]

    /// Keeps nothing between runs.
    public init() {}

    /// Sorted, so that the same packages give the same fact; without dpkg both are unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let path = DpkgDatabase.path
        var packages = [InstalledPackage]()
        let stanzas: Int
        do {
            stanzas = try DpkgDatabase(machine: machine).forEachInstalled { packages.append($0) }
        } catch  where error.code == .missing {
            return unavailable("no dpkg database; other package managers are not read", in: machine, at: now)
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        packages.sort { ($0.name, $0.architecture, $0.version) < ($1.name, $1.architecture, $1.version) }
        let evidence = "\(packages.count) installed of \(stanzas) stanzas"
        return [
            machine.fact(
                "software.packages", .known(.list(packages.map(\.row)), source: path, evidence: evidence), at: now),
            machine.fact(
                "software.packageCount", .known(.integer(Int64(packages.count)), source: path, evidence: evidence),
                at: now),
        ]
    }
}

extension InstalledPackage {
    fileprivate var row: FactValue {
        .record([
            "name": .text(name), "version": .text(version), "architecture": .text(architecture),
            "source": .text(source), "sourceVersion": .text(sourceVersion),
        ])
    }
}
