import GRDB
import GatehouseService

extension StoreError {
    /// What an error of SQLite means to the caller; its own words go to the log only.
    init(_ error: DatabaseError) {
        let detail = "\(error.extendedResultCode) \(error.message ?? ""): \(error.sql ?? "")"
        switch error.resultCode {
        case .SQLITE_FULL: self.init(.full, "the disk is full", detail: detail)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self.init(.corrupt, "the database file is damaged", detail: detail)
        case .SQLITE_CONSTRAINT: self.init(.conflict, Self.words(for: error.extendedResultCode), detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self.init(.unavailable, "the database is busy", detail: detail)
        case .SQLITE_CANTOPEN, .SQLITE_MISUSE, .SQLITE_INTERRUPT:
            self.init(.unavailable, "the database cannot be reached", detail: detail)
        default:
            switch error.extendedResultCode {
            // The index of the log could not grow.
            case .SQLITE_IOERR_SHMSIZE: self.init(.full, "the disk is full", detail: detail)
            case .SQLITE_IOERR_CORRUPTFS: self.init(.corrupt, "the database file is damaged", detail: detail)
            default: self.init(.failed, "the store failed", detail: detail)
            }
        }
    }

    private static func words(for code: ResultCode) -> String {
        switch code {
        case .SQLITE_CONSTRAINT_FOREIGNKEY: "it belongs to something that is not there"
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: "it is there already"
        case .SQLITE_CONSTRAINT_TRIGGER: "the log is append-only"
        default: "it breaks a rule of the store"
        }
    }
}
