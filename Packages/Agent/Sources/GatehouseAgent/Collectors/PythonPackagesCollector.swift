public import GatehouseModel

/// The Python distributions that the system's interpreters see; those of virtual environments and of people are not
/// read.
public struct PythonPackagesCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "python packages"
    /// One table for all interpreters, with where each distribution lies.
    public let keys: [FactKey] = ["software.python.packages"]
    /// The folders of other versions of Python are read again with the next full collection.
    public let watches = ["/usr/lib/python3/dist-packages", "/usr/local/lib"]

    /// Keeps nothing between runs.
    public init() {}

    static let patterns = [
        "/usr/lib/python3/dist-packages", "/usr/lib/python3*/*-packages", "/usr/lib64/python3*/*-packages",
        "/usr/local/lib/python3*/*-packages", "/usr/local/lib64/python3*/*-packages",
    ]
    /// Name and version stand among the first lines.
    private static let headSize = 8192

    /// A distribution without a name or a version is counted and left out.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let folders = Self.folders(machine)
        let source = folders.isEmpty ? Self.patterns[0] : folders.joined(separator: ", ")
        guard !folders.isEmpty else {
            return keys.map { machine.fact($0, .absent("there is no Python", source: source), at: now) }
        }
        var rows = [[String]]()
        var unreadable = 0
        for folder in folders {
            for entry in (try? machine.names(in: folder)) ?? [] {
                guard let path = Self.metadata(of: entry, in: folder, machine) else { continue }
                if let found = Self.distribution(path, machine) {
                    rows.append(found + [folder])
                } else {
                    unreadable += 1
                }
            }
        }
        rows.sort { $0.lexicographicallyPrecedes($1) }
        let values = rows.map { row in
            FactValue.record(["name": .text(row[0]), "version": .text(row[1]), "location": .text(row[2])])
        }
        let remark = unreadable == 0 ? "" : "; \(unreadable) without a name or version"
        let packages = Observation.known(
            .list(values), source: source, evidence: "\(values.count) distributions" + remark)
        return keys.map { machine.fact($0, packages, at: now) }
    }

    /// The folders that exist, each once whatever links lead to it.
    static func folders(_ machine: Machine) -> [String] {
        var seen = Set<String>()
        return patterns.flatMap(machine.glob).filter { path in
            guard path.hasSuffix("/dist-packages") || path.hasSuffix("/site-packages") else { return false }
            return machine.resolve(path).map { seen.insert($0).inserted } ?? false
        }
    }

    /// Where a distribution's metadata is, by PEP 376 or as setuptools left it.
    private static func metadata(of entry: String, in folder: String, _ machine: Machine) -> String? {
        if entry.hasSuffix(".dist-info") { return "\(folder)/\(entry)/METADATA" }
        guard entry.hasSuffix(".egg-info") else { return nil }
        let inner = "\(folder)/\(entry)/PKG-INFO"
        return machine.exists(inner) ? inner : "\(folder)/\(entry)"
    }

    private static func distribution(_ path: String, _ machine: Machine) -> [String]? {
        guard let head = try? machine.bytes(path, from: 0, count: headSize) else { return nil }
        var fields: [String: String] = [:]
        for line in head.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            guard !line.trimmed.isEmpty else { break }
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            guard parts.count == 2, line.first?.isSpace == false else { continue }
            let name = parts[0].text.lowercased()
            if name == "name" || name == "version", fields[name] == nil { fields[name] = parts[1].trimmed.text }
            if let name = fields["name"], let version = fields["version"] { return [name, version] }
        }
        return nil
    }
}
