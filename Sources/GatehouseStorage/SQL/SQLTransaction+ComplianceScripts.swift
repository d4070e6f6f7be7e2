import GatehouseModel
import GatehouseService

/// The columns of a version in the order in which they are written and read.
private enum ScriptVersionTable {
    static let columns = [
        "name", "digest", "body", "state", "created_at", "created_by", "decided_at", "decided_by", "reason",
        "expires_at", "signature",
    ]
    static let upsert = SQLText.upsert(
        into: "compliance_script", key: ["tenant", "name", "digest"], ["tenant"] + columns)
    static let select = SQLText.select(columns, from: "compliance_script")
}

extension SQLRow {
    fileprivate mutating func scriptVersion() throws -> ComplianceScriptVersion {
        try ComplianceScriptVersion(
            name: text(), digest: text(), text: text(), state: word(), createdAt: instant(), createdBy: text(),
            decidedAt: optionalInstant(), decidedBy: optionalText(), reason: text(), expiresAt: optionalInstant(),
            signature: text())
    }
}

extension SQLTransaction: ComplianceScriptReading {
    func complianceScriptVersions(of name: String?) throws -> [ComplianceScriptVersion] {
        let order = " ORDER BY name, created_at DESC, digest"
        guard let name else { return try rows(ScriptVersionTable.select + order) { try $0.scriptVersion() } }
        return try rows(ScriptVersionTable.select + " AND name = ?" + order, name) { try $0.scriptVersion() }
    }
}

extension SQLTransaction: ComplianceScriptWriting {
    func save(_ version: ComplianceScriptVersion) throws {
        try execute(
            ScriptVersionTable.upsert, version.name, version.digest, version.text, version.state.rawValue,
            version.createdAt, version.createdBy, version.decidedAt, version.decidedBy, version.reason,
            version.expiresAt, version.signature)
        note(.script, version.name)
    }

    func deleteComplianceScriptVersions(of name: String) throws {
        guard try executeCounting("DELETE FROM compliance_script WHERE tenant = ? AND name = ?", name) > 0 else {
            return
        }
        note(.script, name, .delete)
    }
}
