import GatehouseKeys
import GatehouseModel

/// Scripts that devices are told to run.
public enum ActionScript {
    /// SHA-256 of the script's bytes, as the statement that is signed names it.
    public static func digest(_ text: String) -> String { ScriptStatement.digest(ofScript: Array(text.utf8)) }

    /// Refuses what is no script: too large, or without an interpreter's absolute path in its first line.
    static func check(_ text: String, _ run: ScriptRun) throws {
        guard text.utf8.count <= ScriptRun.largestScript else {
            throw ServiceError(
                .invalid, "the script has \(text.utf8.count) bytes, more than \(ScriptRun.largestScript)")
        }
        guard text.hasPrefix("#!/"), !text.utf8.contains(0) else {
            throw ServiceError(
                .invalid, "the script does not name its interpreter", hint: "begin it with a line as `#!/bin/sh`")
        }
        guard digest(text) == run.digest else {
            throw ServiceError(.invalid, "the script is not the one of the digest `\(run.digest)`")
        }
    }

    /// The actions with the authority's signature on each; actions of other kinds stay as they are.
    static func signed(
        _ actions: [DeviceAction], of batch: ActionBatch, tenant: TenantID, by authority: any Authority
    ) async throws -> [DeviceAction] {
        guard case .runScript(let run) = batch.command else { return actions }
        var signed = actions
        for index in signed.indices {
            let statement = ScriptStatement(
                tenant: tenant, device: signed[index].device, action: signed[index].id, run: run,
                expiresAt: signed[index].expiresAt)
            signed[index].signature = Hex.encode(try await authority.signScript(statement.bytes, tenant: tenant))
        }
        return signed
    }
}
