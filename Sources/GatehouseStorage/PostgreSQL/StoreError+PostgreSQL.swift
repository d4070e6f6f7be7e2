import CPostgreSQL
import GatehouseService

extension StoreError {
    /// The state that the trigger of an append-only table raises; no class of PostgreSQL's own begins so.
    static let appendOnlyState = "GH001"

    /// What the refusal of a statement means to the caller.
    ///
    /// The server's own words go to the log only, and of them not those that repeat the row's values.
    init(_ result: OpaquePointer, _ sql: String) {
        let state = Self.field(result, "C")
        self.init(state: state, detail: "\(state) \(Self.field(result, "M")): \(sql)")
    }

    /// By the state of SQL (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    init(state: String, detail: String) {
        switch state {
        case "55P03": self = .lockedByAnother(detail)
        case "57014": self.init(.unavailable, "the database took too long", detail: detail)
        case "25006": self.init(.unavailable, "the database takes no writes: it is a standby", detail: detail)
        case "53100": self.init(.full, "the database's disk is full", detail: detail)
        case "0A000", "25P03": self = .unreachable(detail)
        case "XX001", "XX002": self.init(.corrupt, "the database is damaged", detail: detail)
        case "23503": self.init(.conflict, "it belongs to something that is not there", detail: detail)
        case "23505": self.init(.conflict, "it is there already", detail: detail)
        case Self.appendOnlyState: self.init(.conflict, "the log is append-only", detail: detail)
        default:
            switch state.prefix(2) {
            case "23": self.init(.conflict, "it breaks a rule of the store", detail: detail)
            case "", "08", "57", "26": self = .unreachable(detail)
            case "40", "53": self.init(.unavailable, "the database is busy", detail: detail)
            default: self.init(.failed, "the store failed", detail: detail)
            }
        }
    }

    /// Whether a connection is of no use after such a refusal: the server hangs up, no longer takes writes, or has
    /// other statements than we believe.
    static func endsConnection(_ result: OpaquePointer) -> Bool {
        let state = field(result, "C")
        return endsConnection.contains(state) || ["", "08"].contains(state.prefix(2)) || state.hasPrefix("57P")
    }

    /// A read-only server, one whose tables were changed under a plan, one without our statements, and a unit of work
    /// that did nothing for too long.
    private static let endsConnection: Set = ["25006", "0A000", "26000", "25P03"]

    static func unreachable(_ detail: String) -> StoreError {
        StoreError(.unavailable, "the database cannot be reached", detail: detail)
    }

    /// Another node holds a lock for longer than we wait.
    static func lockedByAnother(_ detail: String) -> StoreError {
        StoreError(.unavailable, "the database is locked by another node", detail: detail)
    }

    var isLockedByAnother: Bool { self == .lockedByAnother(detail) }

    /// A field by its letter (https://www.postgresql.org/docs/current/protocol-error-fields.html).
    private static func field(_ result: OpaquePointer, _ letter: Unicode.Scalar) -> String {
        PQresultErrorField(result, Int32(letter.value)).map { String(cString: $0) } ?? ""
    }
}
