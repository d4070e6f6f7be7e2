import GatehouseModel

/// The settings that administrators give everybody with dconf(7), and those that they lock.
struct DconfDefaults: Sendable {
    static let folder = "/etc/dconf"

    /// A value as text, and where it stands.
    struct Setting: Hashable, Sendable {
        var value: String
        var place: String
        var isLocked: Bool
    }

    private struct Database: Sendable {
        var path: String
        var groups: [String: [String: String]]
        var locks: [String]

        /// A lock names a key or, ending in a slash, everything below a folder.
        func locks(_ key: String) -> Bool { locks.contains { $0 == key || ($0.hasSuffix("/") && key.hasPrefix($0)) } }
    }

    /// The first one counts first.
    private var databases: [Database] = []

    /// Throws where the text files were changed but not compiled: programs still see the old ones.
    init(_ machine: Machine) throws(MachineError) {
        for name in try Self.databaseNames(machine) {
            let path = "\(Self.folder)/db/\(name)"
            if let database = try Self.database(path, machine) { databases.append(database) }
        }
    }

    /// What `key` of `group` is for a user who set nothing, unless a lock decides for everybody.
    func setting(_ group: String, _ key: String) -> Setting? {
        let path = "/\(group)/\(key)"
        let locking = databases.lastIndex { $0.locks(path) }
        for database in databases[(locking ?? 0)...] {
            guard let value = database.groups[group]?[key] else { continue }
            return Setting(value: value, place: "\(database.path).d", isLocked: locking != nil)
        }
        return locking.map { Setting(value: "", place: "\(databases[$0].path).d", isLocked: true) }
    }

    /// The system databases of the profile `user`; without that file there are none.
    private static func databaseNames(_ machine: Machine) throws(MachineError) -> [String] {
        let profiles = [
            "\(folder)/profile/user", "/usr/local/share/dconf/profile/user", "/usr/share/dconf/profile/user",
        ]
        guard let path = profiles.first(where: machine.exists) else { return [] }
        return try machine.configuration(path, limit: 64 * 1024).compactMap { line in
            let text = line.prefix { $0 != UInt8(ascii: "#") }.trimmed
            guard text.begins(with: "system-db:") else { return nil }
            let name = text.dropFirst(10).trimmed.text
            return name.contains("/") || name.hasPrefix(".") ? nil : name
        }
    }

    /// `nil` when the database was never compiled.
    private static func database(_ path: String, _ machine: Machine) throws(MachineError) -> Database? {
        guard let compiled = machine.modified(path) else { return nil }
        let files = try all("\(path).d", machine)
        let locks = try all("\(path).d/locks", machine)
        for file in files + locks + ["\(path).d", "\(path).d/locks"] {
            guard machine.modified(file) ?? compiled <= compiled else {
                throw MachineError(.failed, "`\(file)` was changed after the last `dconf update`")
            }
        }
        var database = Database(path: path, groups: [:], locks: [])
        for file in files {
            let keys = try KeyFile(machine, file)
            for (group, values) in keys.groups {
                database.groups[group, default: [:]].merge(values) { _, last in last }
            }
        }
        for file in locks {
            database.locks += try machine.configuration(file).map { $0.prefix { $0 != UInt8(ascii: "#") }.trimmed.text }
        }
        database.locks.removeAll { !$0.hasPrefix("/") }
        return database
    }

    private static func all(_ folder: String, _ machine: Machine) throws(MachineError) -> [String] {
        let files = try machine.dropIns(folder, suffixes: [""])
        return files.filter { (try? machine.names(in: $0)) == nil }
    }
}
