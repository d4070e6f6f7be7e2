import GatehouseModel
import Glibc

/// One message of a netlink dump, and the attributes in it.
struct NetlinkMessage {
    var type: UInt16
    /// What follows the message's own header.
    var body: ArraySlice<UInt8>

    static let headerSize = 16
    static let done: UInt16 = 3
    static let error: UInt16 = 2

    /// The messages that one datagram holds; reading ends where a length does not fit.
    static func messages(in datagram: [UInt8]) -> [(message: NetlinkMessage, flags: UInt16)] {
        var found = [(NetlinkMessage, UInt16)]()
        var rest = datagram[...]
        while rest.count >= headerSize {
            let length = Int(rest.integer(at: 0, as: UInt32.self))
            guard length >= headerSize, length <= rest.count else { break }
            let body = rest.dropFirst(headerSize).prefix(length - headerSize)
            let message = NetlinkMessage(type: rest.integer(at: 4, as: UInt16.self), body: body)
            found.append((message, rest.integer(at: 6, as: UInt16.self)))
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return found
    }

    /// The attributes after the first `offset` bytes of the body, by type; of several the last.
    func attributes(from offset: Int) -> [UInt16: ArraySlice<UInt8>] { Self.attributes(in: body.dropFirst(offset)) }

    static func attributes(in bytes: ArraySlice<UInt8>) -> [UInt16: ArraySlice<UInt8>] {
        var found: [UInt16: ArraySlice<UInt8>] = [:]
        var rest = bytes
        while rest.count >= 4 {
            let length = Int(rest.integer(at: 0, as: UInt16.self))
            guard length >= 4, length <= rest.count else { break }
            // The two highest bits say how the content is to be read.
            found[rest.integer(at: 2, as: UInt16.self) & 0x3FFF] = rest.dropFirst(4).prefix(length - 4)
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return found
    }
}

/// Asks the kernel's rtnetlink(7) for all of something, in the network namespace of the thread.
struct NetlinkDump {
    private static let route: Int32 = 0
    /// NLM_F_REQUEST and NLM_F_DUMP.
    private static let flags: UInt16 = 0x301
    private static let interrupted: UInt16 = 0x10

    let type: UInt16
    /// The size of the fixed part of the request, which is all zeros: everything of every family.
    let headerSize: Int

    static let links = NetlinkDump(type: 18, headerSize: 16)
    static let addresses = NetlinkDump(type: 22, headerSize: 8)
    static let routes = NetlinkDump(type: 26, headerSize: 12)

    /// Calls `body` with each message; starts again when the kernel's tables changed meanwhile, up to three times, so
    /// that `start` must forget what was seen.
    func forEach(start: () -> Void, _ body: (NetlinkMessage) -> Void) throws(MachineError) {
        for _ in 0..<3 {
            start()
            if try run(body) { return }
        }
        throw MachineError(.failed, "the network changed while it was read")
    }

    /// False when the kernel says that the dump is not consistent.
    private func run(_ body: (NetlinkMessage) -> Void) throws(MachineError) -> Bool {
        let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Self.route)
        guard descriptor >= 0 else { throw MachineError(errno: errno, "rtnetlink") }
        defer { close(descriptor) }
        let request = Self.request(type: type, headerSize: headerSize)
        guard send(descriptor, request, request.count, 0) == request.count else {
            throw MachineError(errno: errno, "rtnetlink")
        }
        let deadline = Deadline(after: .seconds(5))
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var isConsistent = true
        while true {
            guard deadline.waitUntilReadable(descriptor) else {
                throw MachineError(.timedOut, "rtnetlink gave no answer in time")
            }
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_TRUNC))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw MachineError(errno: errno, "rtnetlink") }
            guard count <= buffer.count else {
                throw MachineError(.tooLarge, "rtnetlink answered with a larger message")
            }
            for (message, flags) in NetlinkMessage.messages(in: Array(buffer[..<count])) {
                if flags & Self.interrupted != 0 { isConsistent = false }
                switch message.type {
                case NetlinkMessage.done: return isConsistent
                case NetlinkMessage.error:
                    throw MachineError(errno: -message.body.integer(at: 0, as: Int32.self), "rtnetlink")
                default: body(message)
                }
            }
        }
    }

    private static func request(type: UInt16, headerSize: Int) -> [UInt8] {
        var bytes = [UInt8]()
        let length = UInt32(NetlinkMessage.headerSize + headerSize)
        withUnsafeBytes(of: length) { bytes += $0 }
        withUnsafeBytes(of: type) { bytes += $0 }
        withUnsafeBytes(of: flags) { bytes += $0 }
        return bytes + [UInt8](repeating: 0, count: Int(length) - bytes.count)
    }
}

extension ArraySlice<UInt8> {
    /// The number in the machine's byte order `offset` bytes from the start; 0 where the bytes end before it does.
    func integer<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number {
        let size = MemoryLayout<Number>.size
        guard count >= offset + size else { return 0 }
        var value: Number = 0
        Swift.withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: dropFirst(offset).prefix(size)) }
        return value
    }
}
