import GatehouseModel
import Glibc

/// One record of a log of sessions (utmp(5)), as `/var/log/wtmp` and `/run/utmp` hold them.
struct LoginRecord: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case boot, runLevel, login, logout, other }

    var kind: Kind
    var process: Int32
    var line: String
    var user: String
    var host: String
    var at: Instant
}

/// Reads the C library's session records, whose size and layout depend on the architecture.
struct LoginRecords {
    static let recordSize = MemoryLayout<utmpx>.size

    let machine: Machine
    let path: String

    /// Calls `body` with each record in the file's order, the newest `limit` bytes only; what is left of a cut-off
    /// record at the end is passed over.
    ///
    /// Returns whether the whole file was read.
    @discardableResult
    func forEach(limit: Int = 16 << 20, _ body: (LoginRecord) -> Void) throws(MachineError) -> Bool {
        let descriptor = try machine.open(path)
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw MachineError(errno: errno, path) }
        let records = Int(status.st_size) / Self.recordSize
        let skipped = max(records - limit / Self.recordSize, 0)
        lseek(descriptor, off_t(skipped * Self.recordSize), SEEK_SET)
        var chunk = [UInt8](repeating: 0, count: 128 * Self.recordSize)
        var filled = 0
        while true {
            let count = chunk.withUnsafeMutableBytes { bytes in
                Glibc.read(descriptor, bytes.baseAddress?.advanced(by: filled), bytes.count - filled)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw MachineError(errno: errno, path) }
            guard count > 0 else { return skipped == 0 }
            filled += count
            let whole = filled - filled % Self.recordSize
            for start in stride(from: 0, to: whole, by: Self.recordSize) {
                if let record = LoginRecord(chunk[start..<start + Self.recordSize]) { body(record) }
            }
            chunk.replaceSubrange(0..<filled - whole, with: Array(chunk[whole..<filled]))
            filled -= whole
        }
    }
}

extension LoginRecord {
    /// Reads one record; `nil` unless there are exactly as many bytes as the C library's structure has.
    ///
    /// Text ends at its first zero byte and need not have one; what is not UTF-8 is replaced.
    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == LoginRecords.recordSize else { return nil }
        var record = utmpx()
        withUnsafeMutableBytes(of: &record) { $0.copyBytes(from: bytes) }
        kind =
            switch Int32(record.ut_type) {
            case BOOT_TIME: .boot
            case RUN_LVL: .runLevel
            case USER_PROCESS: .login
            case DEAD_PROCESS: .logout
            default: .other
            }
        process = record.ut_pid
        line = Self.text(record.ut_line)
        user = Self.text(record.ut_user)
        host = Self.text(record.ut_host)
        at = Instant(seconds: Int64(record.ut_tv.tv_sec))
    }

    private static func text<Field>(_ field: Field) -> String {
        withUnsafeBytes(of: field) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
