import GatehouseModel

/// The kernel's interfaces, addresses and default routes.
struct NetworkTables {
    struct Interface: Hashable, Sendable {
        var index: Int32
        var name: String
        var mac: String?
        var isUp: Bool
        var isLoopback: Bool
        /// As `veth` or `bridge`; nothing for what has a driver of its own.
        var virtualKind: String?
        var hasParentDevice: Bool
    }

    struct Address: Hashable, Sendable {
        var interface: Int32
        var address: IPAddress
        var prefixLength: UInt8
    }

    struct Gateway: Hashable, Sendable {
        var address: IPAddress
        var metric: UInt32
    }

    private(set) var interfaces: [Interface] = []
    private(set) var addresses: [Address] = []
    private(set) var gateways: [Gateway] = []

    /// Of the thread's network namespace.
    static func running() throws(MachineError) -> NetworkTables {
        var tables = NetworkTables()
        try NetlinkDump.links.forEach(start: { tables.interfaces = [] }, { tables.add($0) })
        try NetlinkDump.addresses.forEach(start: { tables.addresses = [] }, { tables.add($0) })
        try NetlinkDump.routes.forEach(start: { tables.gateways = [] }, { tables.add($0) })
        return tables
    }

    mutating func add(_ message: NetlinkMessage) {
        switch message.type {
        case 16: addInterface(message)
        case 20: addAddress(message)
        case 24: addRoute(message)
        default: break
        }
    }

    /// struct ifinfomsg: type at 2, index at 4, flags at 8.
    private mutating func addInterface(_ message: NetlinkMessage) {
        guard message.body.count >= 16 else { return }
        let attributes = message.attributes(from: 16)
        guard let name = attributes[3]?.prefix(while: { $0 != 0 }), !name.isEmpty else { return }
        let flags = message.body.integer(at: 8, as: UInt32.self)
        let isEthernet = message.body.integer(at: 2, as: UInt16.self) == 1
        let mac = attributes[1].flatMap { isEthernet && $0.count == 6 ? $0.map { Hex.encode([$0]) } : nil }
        let information = attributes[18].map { NetlinkMessage.attributes(in: $0) } ?? [:]
        interfaces.append(
            Interface(
                index: message.body.integer(at: 4, as: Int32.self), name: name.text, mac: mac?.joined(separator: ":"),
                isUp: flags & 1 != 0, isLoopback: flags & 8 != 0,
                virtualKind: information[1].map { $0.prefix { $0 != 0 }.text }, hasParentDevice: attributes[56] != nil))
    }

    /// struct ifaddrmsg: family at 0, prefix length at 1, index at 4.
    private mutating func addAddress(_ message: NetlinkMessage) {
        let attributes = message.attributes(from: 8)
        // Of a link between two, the local end is the interface's own.
        guard message.body.count >= 8, let bytes = attributes[2] ?? attributes[1], let address = IPAddress(bytes: bytes)
        else { return }
        addresses.append(
            Address(
                interface: message.body.integer(at: 4, as: Int32.self), address: address,
                prefixLength: message.body.integer(at: 1, as: UInt8.self)))
    }

    /// struct rtmsg: prefix length of the target at 1, table at 4, type at 7.
    private mutating func addRoute(_ message: NetlinkMessage) {
        guard message.body.count >= 12, message.body.integer(at: 1, as: UInt8.self) == 0,
            message.body.integer(at: 4, as: UInt8.self) == 254, message.body.integer(at: 7, as: UInt8.self) == 1
        else { return }
        let attributes = message.attributes(from: 12)
        let metric = attributes[6]?.integer(at: 0, as: UInt32.self) ?? 0
        var hops = [Self.gateway(in: attributes)]
        // struct rtnexthop: length at 0, then attributes from 8.
        var rest = attributes[9] ?? []
        while rest.count >= 8 {
            let length = Int(rest.integer(at: 0, as: UInt16.self))
            guard length >= 8, length <= rest.count else { break }
            hops.append(Self.gateway(in: NetlinkMessage.attributes(in: rest.prefix(length).dropFirst(8))))
            rest = rest.dropFirst((length + 3) & ~3)
        }
        gateways += hops.compactMap { address in address.map { Gateway(address: $0, metric: metric) } }
    }

    /// The gateway, which may be of the other family.
    private static func gateway(in attributes: [UInt16: ArraySlice<UInt8>]) -> IPAddress? {
        (attributes[5] ?? attributes[18]?.dropFirst(2)).flatMap { IPAddress(bytes: $0) }
    }
}

extension IPAddress {
    /// From 4 or 16 bytes in network order.
    init?(bytes: ArraySlice<UInt8>) {
        switch bytes.count {
        case 4: self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16:
            self.init(
                high: bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) },
                low: bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) })
        default: return nil
        }
    }
}
