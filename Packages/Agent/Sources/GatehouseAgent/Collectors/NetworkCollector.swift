public import GatehouseModel

/// The network interfaces, their addresses, the way out, who resolves names, and how the wireless network is protected.
public struct NetworkCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "network"
    /// All of the calling thread's network namespace.
    public let keys: [FactKey] = [
        "network.interfaces", "network.addresses", "network.gateways", "network.dnsServers", "network.wifi.security",
    ]
    /// Files only: the kernel's part changes without them.
    public let watches = [Self.resolver, "/etc/NetworkManager/system-connections", "/etc/wpa_supplicant"]

    private let tables: @Sendable () -> Result<NetworkTables, MachineError>

    /// Asks the running kernel.
    public init() {
        tables = { Result { () throws(MachineError) in try NetworkTables.running() } }
    }

    init(tables: @escaping @Sendable () -> Result<NetworkTables, MachineError>) { self.tables = tables }

    private static let source = "rtnetlink"
    private static let resolver = "/etc/resolv.conf"

    /// The name servers are known without the kernel's word, and the rest without them.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let servers = machine.fact("network.dnsServers", Self.servers(machine), at: now)
        switch tables() {
        case .failure(let error):
            let failed = Observation.unavailable(error.message, source: Self.source)
            let others = keys.filter { $0 != "network.dnsServers" }
            return others.map { machine.fact($0, failed, at: now) } + [servers]
        case .success(let tables):
            let observed: [(FactKey, Observation)] = [
                ("network.interfaces", Self.interfaces(tables, machine)),
                ("network.addresses", Self.addresses(tables)),
                ("network.gateways", Self.gateways(tables)),
                ("network.wifi.security", Self.wireless(tables, machine)),
            ]
            return observed.map { machine.fact($0, $1, at: now) } + [servers]
        }
    }
}

extension NetworkCollector {
    private static func kind(_ interface: NetworkTables.Interface, _ machine: Machine) -> String {
        let folder = "/sys/class/net/\(interface.name)"
        if interface.isLoopback { return "loopback" }
        if machine.exists("\(folder)/wireless") || machine.exists("\(folder)/phy80211") { return "wireless" }
        if interface.virtualKind != nil { return "virtual" }
        return interface.hasParentDevice || machine.exists("\(folder)/device") ? "physical" : "virtual"
    }

    private static func interfaces(_ tables: NetworkTables, _ machine: Machine) -> Observation {
        let rows = tables.interfaces.sorted { $0.name < $1.name }.map { interface -> FactValue in
            var fields: [String: FactValue] = [
                "name": .text(interface.name), "kind": .text(kind(interface, machine)), "up": .boolean(interface.isUp),
            ]
            fields["mac"] = interface.mac.map(FactValue.text)
            return .record(fields)
        }
        return .known(.list(rows), source: source, evidence: "\(rows.count) interfaces")
    }

    private static func addresses(_ tables: NetworkTables) -> Observation {
        let names = Dictionary(tables.interfaces.map { ($0.index, $0.name) }) { first, _ in first }
        let rows = Set(
            tables.addresses.map { entry in
                FactValue.record([
                    "interface": .text(names[entry.interface] ?? "#\(entry.interface)"),
                    "address": .text("\(entry.address)/\(entry.prefixLength)"),
                ])
            })
        return .known(
            .list(rows.sorted { $0.description < $1.description }), source: source, evidence: "\(rows.count) addresses")
    }

    private static func gateways(_ tables: NetworkTables) -> Observation {
        let ordered = tables.gateways.sorted {
            ($0.metric, $0.address.description) < ($1.metric, $1.address.description)
        }
        var seen: Set<IPAddress> = []
        let texts = ordered.filter { seen.insert($0.address).inserted }.map { FactValue.text($0.address.description) }
        return .known(.list(texts), source: source, evidence: "\(texts.count) default gateways in the main table")
    }

    private static func wireless(_ tables: NetworkTables, _ machine: Machine) -> Observation {
        let found = tables.interfaces.filter { kind($0, machine) == "wireless" }
        guard !found.isEmpty else { return .absent("no wireless interface", source: "/sys/class/net") }
        guard let interface = found.first(where: \.isUp) else {
            return .absent("no wireless interface is up", source: source)
        }
        return WirelessProfiles(machine: machine).security(of: interface.name, index: interface.index)
    }

    /// systemd-resolved stands between: what it asks itself is in its own file.
    private static func servers(_ machine: Machine) -> Observation {
        let upstream = "/run/systemd/resolve/resolv.conf"
        do {
            let listed = try nameServers(resolver, machine)
            let isStub = !listed.isEmpty && listed.allSatisfy { $0 == "127.0.0.53" || $0 == "127.0.0.54" }
            if isStub, machine.exists(upstream) {
                let behind = try nameServers(upstream, machine)
                return .known(
                    .list(behind.map(FactValue.text)), source: upstream, evidence: "through systemd-resolved")
            }
            return .known(.list(listed.map(FactValue.text)), source: resolver, evidence: "\(listed.count) name servers")
        } catch {
            return .failed(error, source: resolver)
        }
    }

    /// Addresses as they are written, with a zone where there is one; what is no address is passed over.
    private static func nameServers(_ path: String, _ machine: Machine) throws(MachineError) -> [String] {
        var reader = try machine.lines(path)
        var line = [UInt8]()
        var found = [String]()
        while found.count < 32, try reader.next(into: &line) {
            let words = line.words
            guard words.count >= 2, words[0].elementsEqual("nameserver".utf8) else { continue }
            let text = words[1].text
            guard IPAddress(String(text.prefix { $0 != "%" })) != nil, text.utf8.count <= 64, !found.contains(text)
            else {
                continue
            }
            found.append(text)
        }
        return found
    }
}
