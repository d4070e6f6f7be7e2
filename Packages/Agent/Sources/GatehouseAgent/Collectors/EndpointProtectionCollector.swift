public import GatehouseModel

/// Which antivirus and detection products are installed, run and are up to date.
///
/// What a product does with the machine's files, and whether its console hears of it, cannot be told from here.
public struct EndpointProtectionCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "endpoint protection"
    /// Antivirus and detection apart, as requirements ask for one or the other.
    public let keys: [FactKey] = [
        "endpointProtection.products", "antivirus.installed", "antivirus.running", "antivirus.definitionsBuiltAt",
        "antivirus.upToDate", "detection.installed", "detection.running",
    ]
    /// Where the products are installed; processes tell of no change.
    public let watches = ["/usr/sbin/clamd", "/var/lib/clamav", "/opt", "/var/ossec/bin"]

    /// Keeps nothing between runs.
    public init() {}

    private static let source = "/opt, /usr, /proc"
    /// Definitions older than this many days are out of date: every maker publishes daily.
    private static let freshDays: Int64 = 7

    /// A product and what was found of it.
    private struct Found {
        var product: EndpointProduct
        /// `nil` when not every process was to be seen.
        var isRunning: Bool?
        var definitions: (database: ClamVirusDatabase, path: String)?

        var row: FactValue {
            var fields: [String: FactValue] = [
                "name": .text(product.name), "kind": .text(product.kind.rawValue),
            ]
            fields["running"] = isRunning.map(FactValue.boolean)
            fields["definitionsBuiltAt"] = (definitions?.database.builtAt).map { .text($0.description) }
            return .record(fields)
        }
    }

    /// Products that are not known here are not seen; what no process list shows is unavailable.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let installed = EndpointProduct.known.filter { $0.files.contains(where: machine.exists) }
        let found: [Found]
        do {
            let running = try RunningPrograms(machine, among: installed.flatMap(\.programs))
            found = installed.map { product in
                let runs = product.programs.contains { running.processes[$0] != nil }
                let definitions =
                    product.name == "ClamAV"
                    ? ClamVirusDatabase.newestDaily(in: ClamVirusDatabase.folder(machine), machine) : nil
                return Found(
                    product: product, isRunning: runs || running.isComplete ? runs : nil, definitions: definitions)
            }
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
        let antivirus = found.filter { $0.product.kind == .antivirus }
        let detection = found.filter { $0.product.kind == .detection }
        let (built, isFresh) = Self.definitions(of: antivirus, at: now)
        let names = found.map(\.product.name).joined(separator: ", ")
        let observations = [
            .known(.list(found.map(\.row)), source: Self.source, evidence: names.isEmpty ? "none known" : names),
            Self.installed(antivirus), Self.running(antivirus), built, isFresh,
            Self.installed(detection), Self.running(detection),
        ]
        return zip(keys, observations).map { machine.fact($0, $1, at: now) }
    }

    private static func installed(_ found: [Found]) -> Observation {
        let names = found.map(\.product.name).joined(separator: ", ")
        return .known(
            .boolean(!found.isEmpty), source: source, evidence: names.isEmpty ? "none of the known products" : names)
    }

    /// One that runs is enough; otherwise all must be known not to.
    private static func running(_ found: [Found]) -> Observation {
        let running = found.filter { $0.isRunning == true }.map(\.product.name)
        if running.isEmpty, let hidden = found.first(where: { $0.isRunning == nil }) {
            return .unavailable("whether \(hidden.product.name) runs is not to be seen", source: "/proc")
        }
        let evidence = running.isEmpty ? "no process of theirs" : running.joined(separator: ", ")
        return .known(.boolean(!running.isEmpty), source: "/proc", evidence: evidence)
    }

    /// Only ClamAV's definitions are files that tell their age.
    private static func definitions(of antivirus: [Found], at now: Instant) -> (Observation, Observation) {
        let newest = antivirus.compactMap(\.definitions).max { $0.database.builtAt < $1.database.builtAt }
        guard let (database, path) = newest else {
            guard let product = antivirus.first?.product else {
                let none = Observation.absent("no known antivirus is installed", source: source)
                return (none, none)
            }
            let isClam = product.name == "ClamAV"
            let reason = Observation.unavailable(
                isClam
                    ? "there is no database of ClamAV's" : "\(product.name) does not say how old its definitions are",
                source: source)
            return (reason, reason)
        }
        let age = (now - database.builtAt).milliseconds / 86_400_000
        let evidence = "version \(database.version), built \(database.builtAt)"
        // A date in the future is a wrong clock or a forged file: nothing that shows that it is fresh.
        let isFresh = age < freshDays && database.builtAt < now + .seconds(86_400)
        return (
            .known(.text(database.builtAt.description), source: path, evidence: evidence),
            .known(.boolean(isFresh), source: path, evidence: evidence)
        )
    }
}
