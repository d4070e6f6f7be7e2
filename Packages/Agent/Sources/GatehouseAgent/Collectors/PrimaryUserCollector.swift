public import GatehouseModel

/// Who uses the machine most: by the time of the sessions that are on record, else the only account of a person.
public struct PrimaryUserCollector: Collector {
    /// Also the source of its facts when a run fails or is stuck.
    public let name = "primary user"
    /// One: the person's account name.
    public let keys: [FactKey] = ["users.primary"]
    /// New accounts; the log of sessions changes too often to follow.
    public let watches = ["/etc/passwd"]

    /// Keeps nothing between runs.
    public init() {}

    private static let log = "/var/log/wtmp"

    /// Absent when nobody was signed in and several could be; unavailable when the log cannot be read.
    public func collect(in machine: Machine, at now: Instant) -> [Fact] {
        [machine.fact("users.primary", Self.observe(machine, at: now), at: now)]
    }

    private static func observe(_ machine: Machine, at now: Instant) -> Observation {
        do {
            let people = Set(try UserAccounts(machine).ofPeople.map(\.name))
            var sessions = SessionTimes()
            do {
                try LoginRecords(machine: machine, path: log).forEach { sessions.add($0) }
            } catch  where error.code != .missing {
                return .unavailable(error.message, source: log)
            } catch {}
            let totals = sessions.totals(until: now)
            // Names of a directory are not in the file: whoever signs in and is no account of the system counts.
            let system = Set(try UserAccounts(machine).accounts.map(\.name)).subtracting(people)
            let used = totals.filter { !system.contains($0.key) && $0.value > 0 }
            if let most = used.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) {
                let others = used.count - 1
                let evidence = "the most time in sessions; \(others) other \(others == 1 ? "user" : "users") on record"
                return .known(.text(most.key), source: log, evidence: evidence)
            }
            guard people.count == 1, let only = people.first else {
                return .absent(
                    "no session of a person is on record, and there are \(people.count) accounts of people", source: log
                )
            }
            return .known(.text(only), source: UserAccounts.path, evidence: "the only account of a person")
        } catch {
            return .failed(error, source: UserAccounts.path)
        }
    }
}

/// Adds up how long each user was signed in; sessions that overlap count once each.
private struct SessionTimes {
    private struct Session {
        var user: String
        var start: Instant
    }

    /// A log with more users or lines open at once is somebody's game: the rest is passed over.
    private static let most = 10_000
    private var open: [String: Session] = [:]
    private var seconds: [String: Int64] = [:]
    private var latest = Instant.distantPast

    mutating func add(_ record: LoginRecord) {
        defer { latest = record.at }
        switch record.kind {
        case .login:
            end(record.line, at: record.at)
            guard !record.user.isEmpty, open.count < Self.most else { return }
            open[record.line] = Session(user: record.user, start: record.at)
        case .logout: end(record.line, at: record.at)
        // After a power cut nothing tells when the sessions ended; they lasted until the last record at least.
        case .boot: endAll(at: min(latest, record.at))
        case .runLevel where record.user == "shutdown": endAll(at: record.at)
        case .runLevel, .other: break
        }
    }

    func totals(until now: Instant) -> [String: Int64] {
        var copy = self
        copy.endAll(at: now)
        return copy.seconds
    }

    private mutating func end(_ line: String, at end: Instant) {
        guard let session = open.removeValue(forKey: line) else { return }
        credit(session, until: end)
    }

    private mutating func endAll(at end: Instant) {
        for session in open.values { credit(session, until: end) }
        open.removeAll()
    }

    private mutating func credit(_ session: Session, until end: Instant) {
        guard session.start < end, seconds[session.user] != nil || seconds.count < Self.most else { return }
        seconds[session.user, default: 0] += (end.milliseconds - session.start.milliseconds) / 1000
    }
}
