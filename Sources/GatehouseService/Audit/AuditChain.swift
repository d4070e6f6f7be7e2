import GatehouseKeys
import GatehouseModel

/// The rule by which one row of the audit log vouches for the one before it.
public enum AuditChain {
    /// The row that follows `previous`.
    public static func row(after previous: AuditRow?, _ entry: AuditEntry) -> AuditRow {
        let sequence = (previous?.sequence ?? 0) + 1
        return AuditRow(
            sequence: sequence, entry: entry,
            hash: hash(of: entry, sequence: sequence, previous: previous?.hash ?? ""))
    }

    /// SHA-256 over the previous hash and the row's fields, each with its length before it.
    static func hash(of entry: AuditEntry, sequence: Int64, previous: String) -> String {
        let fields = [
            previous, String(sequence), String(entry.at.milliseconds), entry.actor, entry.action, entry.target,
            entry.detail,
        ]
        return Secret.digest(fields.map { "\($0.utf8.count):\($0)" }.joined())
    }
}

extension StoreWriting {
    /// Appends to the tenant's audit log in this unit of work.
    public func audit(_ entry: AuditEntry) throws {
        try append(AuditChain.row(after: newestAuditRow(), entry))
    }
}
