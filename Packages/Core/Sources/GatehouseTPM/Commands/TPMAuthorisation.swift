/// How a command shows that it may use an object (TPM 2.0 part 1 §19).
public enum TPMAuthorisation: Hashable, Sendable {
    /// The empty password: the keys here are protected by who may open the device, not by passwords.
    case password
    /// A policy session; the TPM ends it with the command.
    case policy(TPMHandle)

    func write(to writer: inout ByteWriter) {
        switch self {
        case .password: writer.number(TPMHandle.passwordSession.rawValue)
        case .policy(let session): writer.number(session.rawValue)
        }
        writer.sized([])
        writer.number(UInt8(0))
        writer.sized([])
    }
}
