public import GatehouseModel

/// The applications and runtimes that Flatpak installed for everybody.
public struct FlatpakCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "flatpak"
    /// One table, of applications and of runtimes.
    public let keys: [FactKey] = ["software.flatpak.installed"]
    /// Deploying adds a folder to one of these.
    public let watches = ["\(Self.folder)/app", "\(Self.folder)/runtime"]

    /// Keeps nothing between runs.
    public init() {}

    private static let folder = "/var/lib/flatpak"

    /// An installation that people made for themselves is not read.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        keys.map { machine.fact($0, Self.installed(machine), at: now) }
    }

    private static func installed(_ machine: Machine) -> Observation {
        guard machine.exists("\(folder)/repo") || machine.exists("\(folder)/app") else {
            return .absent("there is no Flatpak installation for everybody", source: folder)
        }
        var rows = [FactValue]()
        do {
            for (kind, name) in [("app", "application"), ("runtime", "runtime")] {
                for identifier in try entries("\(folder)/\(kind)", machine) {
                    for (architecture, branch) in try refs("\(folder)/\(kind)/\(identifier)", machine) {
                        let path = "\(folder)/\(kind)/\(identifier)/\(architecture)/\(branch)/active"
                        var row: [String: FactValue] = [
                            "name": .text(identifier), "kind": .text(name), "architecture": .text(architecture),
                            "branch": .text(branch),
                        ]
                        row["version"] = version(identifier, path, machine).map(FactValue.text)
                        rows.append(.record(row))
                    }
                }
            }
        } catch {
            return .unavailable(error.message, source: folder)
        }
        return .known(.list(rows), source: folder, evidence: "\(rows.count) applications and runtimes")
    }

    /// Architectures and branches that are deployed: their `active` leads to a folder.
    private static func refs(_ path: String, _ machine: Machine) throws(MachineError) -> [(String, String)] {
        var refs: [(String, String)] = []
        for architecture in try entries(path, machine) where architecture != "current" {
            for branch in try entries("\(path)/\(architecture)", machine) {
                if machine.exists("\(path)/\(architecture)/\(branch)/active") { refs.append((architecture, branch)) }
            }
        }
        return refs
    }

    private static func entries(_ path: String, _ machine: Machine) throws(MachineError) -> [String] {
        do {
            return try machine.names(in: path)
        } catch  where error.code == .missing {
            return []
        }
    }

    /// The first release that the application's own metadata names: AppStream lists the newest first.
    private static func version(_ identifier: String, _ path: String, _ machine: Machine) -> String? {
        let names = ["metainfo/\(identifier).metainfo.xml", "appdata/\(identifier).appdata.xml"]
        for name in names {
            guard let bytes = try? machine.bytes("\(path)/files/share/\(name)", limit: 4 << 20) else { continue }
            return firstRelease(in: bytes)
        }
        return nil
    }

    /// The `version` of the first `<release …>`.
    static func firstRelease(in xml: [UInt8]) -> String? {
        var rest = xml[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[(start + 1)...]
            guard rest.begins(with: "release "), let end = rest.firstIndex(of: UInt8(ascii: ">")) else { continue }
            let attributes = rest[..<end]
            for word in attributes.words where word.begins(with: "version=") {
                let value = word.dropFirst(8)
                guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                    continue
                }
                return value.dropFirst().prefix { $0 != quote }.text
            }
            return nil
        }
        return nil
    }
}
