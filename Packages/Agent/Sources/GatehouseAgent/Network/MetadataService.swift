import Glibc

/// A cloud's metadata service: plain HTTP/1.1 to one link-local address, never through a proxy and with no name to
/// resolve.
struct MetadataService: Sendable {
    /// Where Amazon, Azure and Google all answer.
    static let address: (UInt8, UInt8, UInt8, UInt8) = (169, 254, 169, 254)
    static let largestAnswer = 64 * 1024

    var timeLimit = Duration.seconds(1)

    struct Answer: Hashable, Sendable {
        var status: Int
        /// By lower-case name.
        var headers: [String: String]
        var body: [UInt8]
    }

    /// One request and its answer; refuses what takes longer than the time limit, all in, or is too large.
    func ask(
        _ path: String, method: String = "GET", headers: [(String, String)] = []
    ) throws(MachineError) -> Answer {
        let deadline = Deadline(after: timeLimit)
        let descriptor = try connect(deadline)
        defer { close(descriptor) }
        let fields = [("Host", "169.254.169.254"), ("Connection", "close"), ("Content-Length", "0")] + headers
        let request = "\(method) \(path) HTTP/1.1\r\n" + fields.map { "\($0): \($1)\r\n" }.joined() + "\r\n"
        // The request fits the socket's buffer.
        guard send(descriptor, request, request.utf8.count, Int32(MSG_NOSIGNAL)) == request.utf8.count else {
            throw MachineError(errno: errno, "the metadata service")
        }
        return try Self.answer(try receive(descriptor, deadline))
    }

    private func connect(_ deadline: Deadline) throws(MachineError) -> Int32 {
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw MachineError(errno: errno, "the metadata service") }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = UInt16(80).bigEndian
        withUnsafeMutableBytes(of: &target.sin_addr) { bytes in
            withUnsafeBytes(of: Self.address) { bytes.copyMemory(from: $0) }
        }
        let outcome = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if outcome != 0, errno != EINPROGRESS {
            defer { close(descriptor) }
            throw MachineError(errno: errno, "the metadata service")
        }
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let ready = poll(&entry, 1, Int32(clamping: deadline.remaining))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else {
                close(descriptor)
                throw MachineError(.timedOut, "the metadata service did not answer in time")
            }
            return descriptor
        }
    }

    private func receive(_ descriptor: Int32, _ deadline: Deadline) throws(MachineError) -> [UInt8] {
        var bytes = [UInt8]()
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            guard deadline.waitUntilReadable(descriptor) else {
                throw MachineError(.timedOut, "the metadata service did not answer in time")
            }
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { throw MachineError(errno: errno, "the metadata service") }
            guard count > 0 else { return bytes }
            guard bytes.count + count <= Self.largestAnswer else {
                throw MachineError(.tooLarge, "the metadata service answered more than \(Self.largestAnswer) bytes")
            }
            bytes += chunk[..<count]
        }
    }

    /// Reads a whole answer (RFC 9112); refuses one that is cut off or malformed.
    static func answer(_ bytes: [UInt8]) throws(MachineError) -> Answer {
        let malformed = MachineError(.failed, "the metadata service's answer is malformed")
        var rest = bytes[...]
        guard let status = line(&rest), status.begins(with: "HTTP/1."), status.words.count >= 2,
            let code = Int(status.words[1].text), (100...599).contains(code)
        else { throw malformed }
        var headers: [String: String] = [:]
        while true {
            guard let field = line(&rest) else { throw malformed }
            guard !field.isEmpty else { break }
            let parts = field.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { throw malformed }
            headers[parts[0].text.lowercased()] = parts[1].trimmed.text
        }
        if headers["transfer-encoding"]?.lowercased() == "chunked" {
            guard let body = unchunked(rest) else { throw malformed }
            return Answer(status: code, headers: headers, body: body)
        }
        guard let text = headers["content-length"] else {
            return Answer(status: code, headers: headers, body: Array(rest))
        }
        guard let length = Int(text), length >= 0, rest.count >= length else { throw malformed }
        return Answer(status: code, headers: headers, body: Array(rest.prefix(length)))
    }

    private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let feed = rest.firstIndex(of: 0x0A) else { return nil }
        let line = rest[..<feed]
        rest = rest[(feed + 1)...]
        return line.last == 0x0D ? line.dropLast() : line
    }

    private static func unchunked(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = bytes
        var body = [UInt8]()
        while let size = line(&rest) {
            let digits = size.prefix { $0 != UInt8(ascii: ";") }.trimmed.text
            guard let length = Int(digits, radix: 16), length >= 0, length <= rest.count else { return nil }
            if length == 0 { return body }
            body += rest.prefix(length)
            rest = rest.dropFirst(length)
            guard let end = line(&rest), end.isEmpty else { return nil }
        }
        return nil
    }
}
