public import GatehouseModel

/// What waits for connections and datagrams, and which program of which user; sockets of other network namespaces, as
/// containers have them, are not seen.
public struct ListenersCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "listeners"
    /// The whole list, and of it what others can reach.
    public let keys: [FactKey] = ["network.listeners", "network.exposedPorts"]
    /// The kernel tells of no change.
    public let watches: [String] = []

    /// Keeps nothing between runs.
    public init() {}

    /// Unavailable without the kernel's tables; a socket whose process is not to be seen is listed without one.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let source = "/proc/net, /proc"
        do {
            let sockets = try ListeningSockets(machine).sockets
            let owners = try SocketOwners(of: Set(sockets.map(\.inode)), in: machine)
            let accounts = try? UserAccounts(machine)
            let rows = Set(sockets.map { $0.row(owners.byInode[$0.inode], accounts) })
            let unowned = sockets.filter { owners.byInode[$0.inode] == nil }.count
            let exposed = Set(sockets.filter { $0.transport == .tcp && $0.isExposed }.map { Int64($0.port) }).sorted()
            let evidence = unowned == 0 ? "all with their process" : "\(unowned) without a process to be seen"
            return [
                machine.fact(
                    "network.listeners",
                    .known(
                        .list(rows.sorted { $0.description < $1.description }), source: source,
                        evidence: "\(sockets.count) sockets, \(evidence)"),
                    at: now),
                machine.fact(
                    "network.exposedPorts",
                    .known(
                        .list(exposed.map(FactValue.integer)), source: source,
                        evidence: "TCP ports on addresses beyond loopback"),
                    at: now),
            ]
        } catch {
            return unavailable(error.message, in: machine, at: now)
        }
    }
}

extension ListeningSocket {
    fileprivate func row(_ owner: SocketOwners.Owner?, _ accounts: UserAccounts?) -> FactValue {
        var fields: [String: FactValue] = [
            "protocol": .text(transport.rawValue), "address": .text(address.description), "port": .integer(Int64(port)),
        ]
        if let owner {
            fields["process"] = .text(owner.name)
            fields["user"] = owner.user.map { .text(accounts?.name(of: $0) ?? String($0)) }
        }
        return .record(fields)
    }
}
