/// The package lists that apt has fetched.
struct PackageLists {
    static let path = "/var/lib/apt/lists"
    private static let helper = "/usr/lib/apt/apt-helper"

    let machine: Machine
    private let names: [String]

    init(_ machine: Machine) throws(MachineError) {
        self.machine = machine
        names = try machine.names(in: Self.path)
    }

    /// Release files, by name.
    var releases: [String] { names.filter { $0.hasSuffix("_InRelease") || $0.hasSuffix("_Release") } }

    /// The binary package lists of suites that call themselves security suites.
    func securityLists() throws(MachineError) -> [String] {
        var lists = [String]()
        for release in releases where try isSecurity(release) {
            let prefix = release.dropLast(release.hasSuffix("_InRelease") ? 9 : 7)
            lists += names.filter { $0.hasPrefix(prefix) && Self.isPackageList($0.dropFirst(prefix.count)) }
        }
        return Set(lists).sorted()
    }

    /// The list's stanzas; a compressed one is read through apt's own helper.
    func withStanzas(
        of list: String, fields: [String], _ body: ([String?]) -> Void
    ) throws(MachineError) {
        let path = "\(Self.path)/\(list)"
        guard !list.hasSuffix("_Packages") else {
            var reader = StanzaReader(try machine.lines(path), fields: fields)
            while try reader.next() { body(reader.values) }
            return
        }
        var child: ChildProcess
        do {
            child = try ChildProcess(Self.helper, ["cat-file", machine.hostPath(path)], timeLimit: .seconds(60))
        } catch {
            throw MachineError(.failed, "`\(path)` is compressed and \(error.message)")
        }
        var reader = StanzaReader(try child.lines(), fields: fields)
        while try reader.next() { body(reader.values) }
        try child.finish()
    }

    /// As `main_binary-amd64_Packages.lz4`; translations, sources and others are none.
    private static func isPackageList(_ name: Substring) -> Bool {
        let parts = name.split(separator: "_")
        guard parts.count >= 2, parts[parts.count - 2].hasPrefix("binary-") else { return false }
        return ["", ".lz4", ".gz", ".xz", ".zst", ".bz2"].contains { parts[parts.count - 1] == "Packages" + $0 }
    }

    private func isSecurity(_ release: String) throws(MachineError) -> Bool {
        let lines = try machine.lines("\(Self.path)/\(release)")
        var reader = StanzaReader(lines, fields: ["Suite", "Codename", "Label"])
        guard try reader.next() else { return false }
        return [reader.values[0], reader.values[1]].contains { $0?.hasSuffix("-security") ?? false }
            || reader.values[2] == "Debian-Security"
    }
}
