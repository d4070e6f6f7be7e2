import Glibc

/// Hears when the kernel's nftables change, in the network namespace of the thread that begins it.
///
/// Tables, chains and rules count; the elements of sets, which some programs change all the time, do not.
struct RulesetEvents {
    private static let netfilter: Int32 = 12
    /// `struct sockaddr_nl`: the family, then the port, which the kernel chooses, then the bit of NFNLGRP_NFTABLES.
    private static let address: [UInt32] = [UInt32(AF_NETLINK), 0, 1 << 6]
    private static let subsystem: UInt16 = 10
    /// New, changed and removed tables, chains and rules (`linux/netfilter/nf_tables.h`).
    private static let kinds: Set<UInt16> = [0, 2, 3, 5, 6, 8]

    /// -1 where the kernel does not tell, as without CAP_NET_ADMIN.
    let descriptor: Int32

    init() {
        let socket = Glibc.socket(
            AF_NETLINK, Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), Self.netfilter)
        let isBound = Self.address.withUnsafeBytes { bytes in
            guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(socket, address, socklen_t(bytes.count)) == 0
        }
        guard socket >= 0, isBound else {
            if socket >= 0 { close(socket) }
            descriptor = -1
            return
        }
        descriptor = socket
    }

    /// Whether what has come in is a change; one that the kernel had no room for counts as one.
    func changed() -> Bool {
        var datagram = [UInt8](repeating: 0, count: 32 << 10)
        var isChange = false
        while true {
            let count = read(descriptor, &datagram, datagram.count)
            if count < 0, errno == ENOBUFS { isChange = true } else if count <= 0 { return isChange }
            isChange = isChange || Self.isChange(Array(datagram[..<max(count, 0)]))
        }
    }

    static func isChange(_ datagram: [UInt8]) -> Bool {
        NetlinkMessage.messages(in: datagram).contains { found in
            found.message.type >> 8 == subsystem && kinds.contains(found.message.type & 0xFF)
        }
    }
}
