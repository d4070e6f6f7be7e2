import GatehouseTPM

/// Why the TPM could not be used.
struct TPMDeviceError: Error, Hashable, Sendable {
    enum Code: String, Hashable, Sendable {
        /// There is no TPM, or its driver is not loaded.
        case absent
        case notPermitted
        /// The connection failed, or nothing came back in time.
        case unanswered
        /// The TPM refused a command, or answered something that is none.
        case refused
        /// The registers changed again and again while they were read.
        case unsettled
    }

    var code: Code
    /// Lower case, no full stop.
    var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: TPMError, doing what: String) {
        let hint =
            if case .refused(let code) = error, code.name == "auth_fail" || code.name == "bad_auth" {
                "\nhint: the TPM's owner or endorsement hierarchy has a password"
            } else {
                ""
            }
        self.init(.refused, "cannot \(what): \(error)\(hint)")
    }
}
