/// Why bytes were no TPM structure, or why the TPM refused a command.
public enum TPMError: Error, Hashable, Sendable {
    /// The bytes end before the structure does.
    case endsEarly
    /// So many bytes are left after the end of the structure.
    case trailingBytes(Int)
    /// A field has more than the `limit` bytes or entries that it may have.
    case tooLarge(limit: Int)
    /// A value that the specification does not have, or that is not handled here.
    case unsupported(String, UInt64)
    /// `TPM_GENERATED_VALUE` is missing: the TPM did not make this structure by itself.
    case notGenerated
    /// Something else that the specification forbids.
    case malformed(String)
    /// The TPM's own answer to a command.
    case refused(TPMResponseCode)
}

extension TPMError: CustomStringConvertible {
    /// Text for people: lower case, without a full stop.
    public var description: String {
        switch self {
        case .endsEarly: "the bytes end early"
        case .trailingBytes(let count): "there are \(count) bytes too many"
        case .tooLarge(let limit): "a field is larger than \(limit)"
        case .unsupported(let field, let value): "\(field) 0x\(String(value, radix: 16)) is not supported"
        case .notGenerated: "the structure was not made by a TPM"
        case .malformed(let what): what
        case .refused(let code): "the TPM answered \(code)"
        }
    }
}
