/// A `TPM_RC`: what the TPM says of a command that it did not do (TPM 2.0 part 2 §6.6).
public struct TPMResponseCode: RawRepresentable, Hashable, Sendable {
    /// The number in the specification.
    public var rawValue: UInt32

    /// Takes any number: those without a name here are kept as they are.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The TPM did what was asked.
    public static let success = TPMResponseCode(rawValue: 0)
    /// The TPM could not begin; the command was not executed.
    public static let retry = TPMResponseCode(rawValue: 0x922)
    /// The TPM interrupted the command.
    public static let yielded = TPMResponseCode(rawValue: 0x908)
    /// The TPM tests itself.
    public static let testing = TPMResponseCode(rawValue: 0x90A)

    /// The same command may succeed in a moment.
    public var isTransient: Bool { [.retry, .yielded, .testing].contains(self) }

    /// The code without the number of the parameter, handle or session that it is about.
    public var base: UInt32 { isFormatOne ? rawValue & 0x0BF : rawValue & 0xFFF }

    /// The name in the specification, without `TPM_RC_`, in lower case; a number when it has none.
    public var name: String {
        Self.names[base] ?? "0x" + String(rawValue, radix: 16)
    }

    /// What the code is about, when it says so.
    public var subject: Subject? {
        guard isFormatOne else { return nil }
        let number = Int(rawValue >> 8 & 0xF)
        if rawValue & 0x40 != 0 { return .parameter(number) }
        return number >= 8 ? .session(number - 8) : .handle(number)
    }

    private var isFormatOne: Bool { rawValue & 0x80 != 0 }

    /// Counted from one; zero is "unknown which".
    public enum Subject: Hashable, Sendable {
        case parameter(Int)
        case handle(Int)
        case session(Int)
    }

    private static let names: [UInt32: String] = [
        0x000: "success", 0x01E: "bad_tag",
        // Version 1: about the command as a whole.
        0x100: "initialize", 0x101: "failure", 0x103: "sequence", 0x119: "private", 0x120: "disabled",
        0x121: "exclusive", 0x124: "auth_type", 0x125: "auth_missing", 0x126: "policy", 0x127: "pcr",
        0x128: "pcr_changed", 0x12D: "upgrade", 0x12E: "too_many_contexts", 0x12F: "auth_unavailable",
        0x130: "reboot", 0x131: "unbalanced", 0x142: "command_size", 0x143: "command_code", 0x144: "authsize",
        0x145: "auth_context", 0x146: "nv_range", 0x147: "nv_size", 0x148: "nv_locked", 0x149: "nv_authorization",
        0x14A: "nv_uninitialized", 0x14B: "nv_space", 0x14C: "nv_defined", 0x150: "bad_context", 0x151: "cphash",
        0x152: "parent", 0x153: "needs_test", 0x154: "no_result", 0x155: "sensitive",
        // Format 1: about one parameter, handle or session.
        0x081: "asymmetric", 0x082: "attributes", 0x083: "hash", 0x084: "value", 0x085: "hierarchy",
        0x087: "key_size", 0x088: "mgf", 0x089: "mode", 0x08A: "type", 0x08B: "handle", 0x08C: "kdf", 0x08D: "range",
        0x08E: "auth_fail", 0x08F: "nonce", 0x090: "pp", 0x092: "scheme", 0x095: "size", 0x096: "symmetric",
        0x097: "tag", 0x098: "selector", 0x09A: "insufficient", 0x09B: "signature", 0x09C: "key",
        0x09D: "policy_fail", 0x09F: "integrity", 0x0A0: "ticket", 0x0A1: "reserved_bits", 0x0A2: "bad_auth",
        0x0A3: "expired", 0x0A4: "policy_cc", 0x0A5: "binding", 0x0A6: "curve", 0x0A7: "ecc_point",
        // Warnings.
        0x901: "context_gap", 0x902: "object_memory", 0x903: "session_memory", 0x904: "memory",
        0x905: "session_handles", 0x906: "object_handles", 0x907: "locality", 0x908: "yielded", 0x909: "canceled",
        0x90A: "testing", 0x910: "reference_h0", 0x911: "reference_h1", 0x918: "reference_s0", 0x920: "nv_rate",
        0x921: "lockout", 0x922: "retry", 0x923: "nv_unavailable",
    ]
}

extension TPMResponseCode: CustomStringConvertible {
    /// Text for people: lower case, without a full stop.
    public var description: String {
        switch subject {
        case .parameter(let number): "`\(name)` for parameter \(number)"
        case .handle(let number): "`\(name)` for handle \(number)"
        case .session(let number): "`\(name)` for session \(number)"
        case nil: "`\(name)`"
        }
    }
}
