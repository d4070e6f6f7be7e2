public import GatehouseModel

/// The snaps that are enabled, by what snapd mounted and each says of itself.
public struct SnapCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "snap"
    /// One table, of revisions in use.
    public let keys: [FactKey] = ["software.snap.installed"]
    /// Every revision that arrives or goes is a file here.
    public let watches = ["/var/lib/snapd/snaps"]

    /// Keeps nothing between runs.
    public init() {}

    private static let folders = ["/snap", "/var/lib/snapd/snap"]

    /// A snap that is disabled is left out.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        keys.map { machine.fact($0, Self.installed(machine), at: now) }
    }

    private static func installed(_ machine: Machine) -> Observation {
        guard machine.exists("/var/lib/snapd/snaps"), let folder = folders.first(where: machine.exists) else {
            return .absent("there is no snapd", source: "/var/lib/snapd")
        }
        do {
            let rows = try machine.names(in: folder).compactMap { row($0, in: folder, machine) }
            return .known(.list(rows), source: folder, evidence: "\(rows.count) snaps")
        } catch {
            return .unavailable(error.message, source: folder)
        }
    }

    /// `current` leads to the revision in use; folders without it are of disabled snaps, or none of a snap.
    private static func row(_ name: String, in folder: String, _ machine: Machine) -> FactValue? {
        guard let revision = try? machine.link("\(folder)/\(name)/current"), !revision.contains("/") else { return nil }
        var fields: [String: FactValue] = ["name": .text(name), "revision": .text(revision)]
        let path = "\(folder)/\(name)/\(revision)/meta/snap.yaml"
        for line in (try? machine.configuration(path)) ?? [] where line.begins(with: "version:") {
            let value = line.dropFirst(8).trimmed
            let quotes = [UInt8(ascii: "\""), UInt8(ascii: "'")]
            let plain =
                value.first.map(quotes.contains) == true ? value.dropFirst().prefix { !quotes.contains($0) } : value
            fields["version"] = .text(plain.text)
            break
        }
        return .record(fields)
    }
}
