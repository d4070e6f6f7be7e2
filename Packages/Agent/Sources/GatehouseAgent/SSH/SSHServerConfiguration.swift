/// The settings of sshd_config(5) with every `Include` read and every `Match` kept.
struct SSHServerConfiguration: Sendable {
    static let path = "/etc/ssh/sshd_config"
    private static let deepestInclude = 16

    /// One setting where it stands, with the `Match` lines around it: its own and those around an `Include`.
    struct Setting: Hashable, Sendable {
        var keyword: String
        var arguments: [String]
        var matches: [SSHMatch]
        var place: String
    }

    /// A value and where it comes from.
    struct Value: Hashable, Sendable {
        var arguments: [String]
        var place: String
    }

    var settings: [Setting] = []

    init(_ machine: Machine, path: String = Self.path) throws(MachineError) {
        try read(path, from: machine, within: [], depth: 0)
    }

    /// Every value that `keyword` can have for connections such as `connection`: exactly one when all of it is known.
    ///
    /// The first setting outside `Match` holds, else `defaultValue`; the first one in a `Match` that holds overrides it
    /// (the server reads the file a second time, for the blocks only).
    func values(
        of keyword: String, for connection: SSHConnection = SSHConnection(), defaultValue: String
    ) -> [Value] {
        let candidates = settings.filter { $0.keyword == keyword && !$0.arguments.isEmpty }
        var found = [Value]()
        var seen = Set<[SSHMatch]>()
        for setting in candidates where !setting.matches.isEmpty && seen.insert(setting.matches).inserted {
            let holds = setting.matches.map { $0.holds(for: connection) }
            guard !holds.contains(false) else { continue }
            found.append(Value(arguments: setting.arguments, place: setting.place))
            if !holds.contains(nil) { return found }
        }
        let unconditional = candidates.first { $0.matches.isEmpty }
        found.append(
            unconditional.map { Value(arguments: $0.arguments, place: $0.place) }
                ?? Value(arguments: [defaultValue], place: "default"))
        return found
    }

    /// The ports on which it listens by itself: those of `ListenAddress`, and `Port` for those without, else 22.
    func ports() throws(MachineError) -> [Int64] {
        var ports = [Int64]()
        for setting in settings where setting.keyword == "port" && setting.matches.isEmpty {
            ports.append(try Self.port(setting.arguments.first ?? "", setting.place))
        }
        if ports.isEmpty { ports = [22] }
        let addresses = settings.filter { $0.keyword == "listenaddress" && $0.matches.isEmpty }
        guard !addresses.isEmpty else { return Set(ports).sorted() }
        var listened = Set<Int64>()
        for setting in addresses {
            if let port = Self.explicitPort(setting.arguments.first ?? "") {
                listened.insert(try Self.port(String(port), setting.place))
            } else {
                listened.formUnion(ports)
            }
        }
        return listened.sorted()
    }

    private mutating func read(
        _ path: String, from machine: Machine, within outer: [SSHMatch], depth: Int
    ) throws(MachineError) {
        guard depth <= Self.deepestInclude else { throw MachineError(.failed, "`\(path)`: includes nest too deep") }
        var reader = try machine.lines(path)
        var line = [UInt8]()
        var number = 0
        var matches = outer
        while try reader.next(into: &line) {
            number += 1
            guard let (keyword, arguments) = try SSHLine.parse(line) else { continue }
            switch keyword {
            case "match":
                guard let match = SSHMatch(words: arguments) else {
                    throw MachineError(.failed, "`\(path)` line \(number): `Match` is not understood")
                }
                matches = outer + [match]
            case "include":
                for pattern in arguments {
                    let pattern = pattern.hasPrefix("/") ? pattern : "/etc/ssh/\(pattern)"
                    for file in machine.glob(pattern) {
                        try read(file, from: machine, within: matches, depth: depth + 1)
                    }
                }
            default:
                settings.append(
                    Setting(keyword: keyword, arguments: arguments, matches: matches, place: "\(path):\(number)"))
            }
        }
    }

    /// `host:port`, `[address]:port`; a bare IPv6 address has no port.
    private static func explicitPort(_ address: String) -> Substring? {
        if address.hasPrefix("[") {
            let rest = address[(address.firstIndex(of: "]") ?? address.startIndex)...].dropFirst()
            return rest.hasPrefix(":") ? rest.dropFirst() : nil
        }
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? parts[1] : nil
    }

    private static func port(_ text: String, _ place: String) throws(MachineError) -> Int64 {
        guard let port = Int64(text), (1...65_535).contains(port) else {
            throw MachineError(.failed, "`\(text)` is not a port (\(place))")
        }
        return port
    }
}
