/// What modprobe.d(5) and the kernel's command line keep from being loaded.
struct ModuleBlocklist {
    /// In the order of precedence: a file hides those of the same name in the folders after it.
    static let folders = [
        "/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d",
    ]

    /// Modules that are not loaded for a device that appears, and where that is said.
    private(set) var blacklisted: [String: String] = [:]
    /// Modules whose loading runs a program instead, and which.
    private(set) var installed: [String: (command: String, path: String)] = [:]

    init(_ machine: Machine) throws(MachineError) {
        var seen: Set<String> = []
        var files = [(name: String, path: String)]()
        for folder in Self.folders {
            let names: [String]
            do {
                names = try machine.names(in: folder)
            } catch  where error.code == .missing {
                continue
            }
            for name in names where name.hasSuffix(".conf") && seen.insert(name).inserted {
                files.append((name, "\(folder)/\(name)"))
            }
        }
        for file in files.sorted(by: { $0.name < $1.name }) { try read(file.path, machine) }
        readCommandLine(machine)
    }

    /// Whether nothing loads `module`, not even as what another needs: its install command only fails or does nothing.
    func forbids(_ module: String) -> String? {
        guard let (command, path) = installed[Self.canonical(module)] else { return nil }
        let program = command.split { $0 == " " || $0 == "\t" }.first?.split(separator: "/").last
        guard program == "false" || program == "true" else { return nil }
        return "install \(module) \(command) in `\(path)`"
    }

    /// Whether `module` is not loaded by itself for a device; another that needs it still brings it along.
    func hides(_ module: String) -> String? {
        if let reason = forbids(module) { return reason }
        return blacklisted[Self.canonical(module)].map { "blacklist \(module) in `\($0)`" }
    }

    /// The kernel takes `-` and `_` in names for the same.
    static func canonical(_ module: String) -> String {
        String(decoding: module.utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
    }

    private mutating func read(_ path: String, _ machine: Machine) throws(MachineError) {
        var reader = try machine.lines(path)
        var line = [UInt8]()
        var pending = [UInt8]()
        while try reader.next(into: &line) {
            pending += line.prefix(LineReader.longestLine - pending.count)
            if pending.last == UInt8(ascii: "\\") {
                pending.removeLast()
                continue
            }
            add(pending, path)
            pending.removeAll(keepingCapacity: true)
        }
        add(pending, path)
    }

    private mutating func add(_ line: [UInt8], _ path: String) {
        let words = line.words
        guard words.count >= 2, words[0].first != UInt8(ascii: "#") else { return }
        let module = Self.canonical(words[1].text)
        switch words[0].text {
        case "blacklist": blacklisted[module] = path
        case "install" where words.count >= 3:
            // The first that is read wins, as with modprobe.
            guard installed[module] == nil else { return }
            installed[module] = (words[2...].map(\.text).joined(separator: " "), path)
        default: break
        }
    }

    private mutating func readCommandLine(_ machine: Machine) {
        let path = "/proc/cmdline"
        guard let text = try? machine.text(path, limit: 64 * 1024) else { return }
        for word in text.split(separator: " ") {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            for module in parts[1].split(separator: ",") {
                let name = Self.canonical(String(module))
                switch parts[0] {
                case "modprobe.blacklist": blacklisted[name] = path
                case "module_blacklist": installed[name] = ("false", path)
                default: break
                }
            }
        }
    }
}
