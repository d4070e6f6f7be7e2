import GatehouseModel

/// A socket that waits for anybody: a TCP socket that listens, or a UDP socket without a peer.
struct ListeningSocket: Hashable, Sendable {
    enum Transport: String, Sendable { case tcp, udp }

    var transport: Transport
    var address: IPAddress
    var port: UInt16
    var inode: String

    /// Whether other machines can reach its address.
    var isExposed: Bool {
        if address.isIPv4 { return address.low >> 24 & 0xFF != 127 }
        return address != IPAddress(high: 0, low: 1)
    }
}

/// Reads `/proc/net/tcp` and its siblings, for the network namespace of the thread.
struct ListeningSockets {
    /// With more of them something is wrong, and the list of no use.
    static let most = 20_000

    private static let tables: [(path: String, transport: ListeningSocket.Transport)] = [
        ("/proc/thread-self/net/tcp", .tcp), ("/proc/thread-self/net/tcp6", .tcp),
        ("/proc/thread-self/net/udp", .udp), ("/proc/thread-self/net/udp6", .udp),
    ]

    let sockets: [ListeningSocket]

    /// A kernel without IPv6 has no table for it; without any table it throws.
    init(_ machine: Machine) throws(MachineError) {
        var sockets = [ListeningSocket]()
        for table in Self.tables {
            var reader: LineReader
            do {
                reader = try machine.lines(table.path)
            } catch  where error.code == .missing && table.path.hasSuffix("6") {
                continue
            }
            var line = [UInt8]()
            while try reader.next(into: &line) {
                guard let socket = ListeningSocket(line: line, table.transport) else { continue }
                guard sockets.count < Self.most else {
                    throw MachineError(.tooLarge, "more than \(Self.most) sockets listen")
                }
                sockets.append(socket)
            }
        }
        self.sockets = sockets
    }
}

extension ListeningSocket {
    /// Reads one line; `nil` for a heading, a connection, and what is malformed.
    fileprivate init?(line: [UInt8], _ transport: Transport) {
        let words = line.words
        let state: StaticString = transport == .tcp ? "0A" : "07"
        guard words.count > 9, words[3].count == 2, words[3].begins(with: state) else { return nil }
        let local = words[1].split(separator: UInt8(ascii: ":"))
        guard local.count == 2, let address = Self.address(local[0]), let port = UInt16(local[1].text, radix: 16) else {
            return nil
        }
        self.transport = transport
        self.address = address
        self.port = port
        inode = words[9].text
    }

    /// The kernel prints each 32-bit word of the address as its own number.
    private static func address(_ text: ArraySlice<UInt8>) -> IPAddress? {
        guard text.count == 8 || text.count == 32 else { return nil }
        var words = [UInt32]()
        var rest = text
        while !rest.isEmpty {
            guard let word = UInt32(rest.prefix(8).text, radix: 16) else { return nil }
            words.append(UInt32(bigEndian: word))
            rest = rest.dropFirst(8)
        }
        guard words.count == 4 else { return IPAddress(v4: words[0]) }
        return IPAddress(
            high: UInt64(words[0]) << 32 | UInt64(words[1]), low: UInt64(words[2]) << 32 | UInt64(words[3]))
    }
}
