/// An installed package as dpkg records it.
struct InstalledPackage: Hashable {
    var name: String
    var version: String
    var architecture: String
    var source: String
    var sourceVersion: String
}

/// dpkg's database of packages.
struct DpkgDatabase {
    static let path = "/var/lib/dpkg/status"

    let machine: Machine

    /// Calls `body` with every package whose files are in place: installed, also when held or waiting for a trigger.
    ///
    /// Those only unpacked, removed or with configuration left are passed over. Gives the number of stanzas.
    func forEachInstalled(_ body: (InstalledPackage) -> Void) throws(MachineError) -> Int {
        var reader = StanzaReader(
            try machine.lines(Self.path), fields: ["Package", "Status", "Version", "Architecture", "Source"])
        var count = 0
        while try reader.next() {
            count += 1
            guard let name = reader.values[0], let version = reader.values[2], Self.isInstalled(reader.values[1])
            else { continue }
            let source = Self.source(reader.values[4], name: name, version: version)
            body(
                InstalledPackage(
                    name: name, version: version, architecture: reader.values[3] ?? "", source: source.name,
                    sourceVersion: source.version))
        }
        return count
    }

    /// `want ok state`: what is wanted does not change what is there.
    private static func isInstalled(_ status: String?) -> Bool {
        let words = status?.split(separator: " ") ?? []
        return words.count == 3 && words[1] == "ok"
            && ["installed", "triggers-awaited", "triggers-pending"].contains(words[2])
    }

    /// `Source: name` or `Source: name (version)`; without the field the package is its own source.
    private static func source(_ field: String?, name: String, version: String) -> (name: String, version: String) {
        guard let field, let end = field.firstIndex(of: " ") else { return (field ?? name, version) }
        let rest = field[end...].drop { $0 == " " }
        guard rest.first == "(", rest.last == ")" else { return (String(field[..<end]), version) }
        return (String(field[..<end]), String(rest.dropFirst().dropLast()))
    }
}
