import Glibc

/// A record as login(1) writes it into wtmp.
struct LoginEntry {
    enum Kind { case boot, shutdown, login, logout }

    let bytes: [UInt8]

    init(_ kind: Kind, user: String, line: String, at seconds: UInt32, host: String = "", process: Int32 = 1) {
        var record = utmpx()
        record.ut_type =
            switch kind {
            case .boot: Int16(BOOT_TIME)
            case .shutdown: Int16(RUN_LVL)
            case .login: Int16(USER_PROCESS)
            case .logout: Int16(DEAD_PROCESS)
            }
        record.ut_pid = process
        Self.fill(&record.ut_line, with: line)
        Self.fill(&record.ut_user, with: user)
        Self.fill(&record.ut_host, with: host)
        record.ut_tv.tv_sec = .init(bitPattern: seconds)
        bytes = withUnsafeBytes(of: &record) { Array($0) }
    }

    private static func fill<Field>(_ field: inout Field, with text: String) {
        withUnsafeMutableBytes(of: &field) { $0.copyBytes(from: text.utf8.prefix($0.count)) }
    }
}
