public import GatehouseModel

/// The packages of rpm's database, which only rpm itself reads in all of its formats.
public struct RPMCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "rpm packages"
    /// One table, apart from dpkg's.
    public let keys: [FactKey] = ["software.rpm.packages"]
    /// The databases themselves: reading makes rpm touch other files beside them.
    public let watches = Self.databases
    /// Longer than usual: rpm reads every header.
    public let timeLimit = Duration.seconds(30)

    /// Keeps nothing between runs.
    public init() {}

    private static let program = "/usr/bin/rpm"
    private static let databases = ["/usr/lib/sysimage/rpm", "/var/lib/rpm"].flatMap { folder in
        ["rpmdb.sqlite", "Packages.db", "Packages"].map { "\(folder)/\($0)" }
    }
    private static let format = #"%{NAME}\t%{EPOCHNUM}\t%{VERSION}\t%{RELEASE}\t%{ARCH}\t%{SOURCERPM}\n"#

    /// A database that rpm cannot read is unavailable, never empty.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        keys.map { machine.fact($0, Self.packages(machine), at: now) }
    }

    private static func packages(_ machine: Machine) -> Observation {
        guard let database = databases.first(where: machine.exists) else {
            return .absent("there is no rpm database", source: "/var/lib/rpm")
        }
        let folder = machine.hostPath(database.split(separator: "/").dropLast().map { "/\($0)" }.joined())
        do {
            let lines = try machine.output(
                of: program, ["--dbpath", folder, "-qa", "--queryformat", format], timeLimit: .seconds(25),
                limit: 16 << 20)
            let rows = lines.compactMap(row).sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
            return .known(.list(rows), source: database, evidence: "\(rows.count) packages")
        } catch {
            return .unavailable(error.message, source: database)
        }
    }

    /// Epoch 0 is not written; keys that rpm keeps as packages are none.
    private static func row(_ line: [UInt8]) -> ([String], FactValue)? {
        let fields = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map(\.text)
        guard fields.count == 6, fields[0] != "gpg-pubkey" else { return nil }
        let version = (fields[1] == "0" ? "" : "\(fields[1]):") + "\(fields[2])-\(fields[3])"
        let values: [String: FactValue] = [
            "name": .text(fields[0]), "version": .text(version), "architecture": .text(fields[4]),
            "source": .text(fields[5]),
        ]
        return ([fields[0], version, fields[4]], .record(values))
    }
}
