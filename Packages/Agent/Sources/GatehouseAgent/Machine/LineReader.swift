import Glibc
import GatehouseModel

/// Lines of a file or a program's output, held one at a time; closes its descriptor.
struct LineReader: ~Copyable {
    /// A longer line is cut here: no file that is read has one that matters.
    static let longestLine = 1 << 20

    private let descriptor: Int32
    private let subject: String
    private let deadline: Deadline?
    private let limit: Int
    private var total = 0
    private var chunk = [UInt8](repeating: 0, count: 32 * 1024)
    private var start = 0
    private var end = 0

    /// - Parameter limit: bytes after which reading is given up.
    init(owning descriptor: Int32, subject: String, deadline: Deadline?, limit: Int = .max) {
        self.descriptor = descriptor
        self.subject = subject
        self.deadline = deadline
        self.limit = limit
    }

    deinit { close(descriptor) }

    /// Puts the next line without its line feed into `line`; false at the end.
    mutating func next(into line: inout [UInt8]) throws(MachineError) -> Bool {
        line.removeAll(keepingCapacity: true)
        var found = false
        while true {
            if start == end {
                guard try fill() else { return found }
            }
            found = true
            let feed = chunk[start..<end].firstIndex(of: UInt8(ascii: "\n"))
            let room = Self.longestLine - line.count
            line.append(contentsOf: chunk[start..<(feed ?? end)].prefix(room))
            start = feed.map { $0 + 1 } ?? end
            if feed != nil { return true }
        }
    }

    private mutating func fill() throws(MachineError) -> Bool {
        while true {
            if let deadline, deadline.remaining == 0 || !deadline.waitUntilReadable(descriptor) {
                throw MachineError(.timedOut, "`\(subject)` gave no output in time")
            }
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MachineError(errno: errno, subject) }
            total += count
            guard total <= limit else {
                throw MachineError(.tooLarge, "`\(subject)` holds more than \(limit) bytes")
            }
            (start, end) = (0, count)
            return count > 0
        }
    }
}
