import GatehouseKeys

/// Whether an enrolment uses a TPM, and which.
enum TPMChoice: Hashable, Sendable {
    case use(path: String)
    /// The key goes into a file, for this reason.
    case none(reason: String)

    /// The TPM at `path`, or this machine's own if it works; `none` is asked for by that word.
    ///
    /// Throws when the TPM that was asked for does not work: nobody is to believe that it was used.
    static func choose(_ path: String?) throws(AgentError) -> TPMChoice {
        if path == "none" { return .none(reason: "as was asked for") }
        do {
            _ = try TPMDevice(path: path ?? TPMConnection.devicePath).properties()
            return .use(path: path ?? TPMConnection.devicePath)
        } catch {
            guard path == nil else {
                throw AgentError(.failed, error.message, hint: "with `--tpm none` the key goes into a file")
            }
            return .none(reason: error.message)
        }
    }
}
