/// How an authenticator proves what it is: the formats that are accepted, read and checked for their syntax.
public enum AttestationStatement: Hashable, Sendable {
    /// Nothing is proved (§8.7).
    case none
    /// Signed by a vendor's key, or by the new key itself (§8.2).
    case packed(PackedStatement)
    /// Certified by a TPM (§8.3).
    case tpm(TPMStatement)

    /// Reads the statement of a format; refuses other formats by name and members that the format does not have.
    init(format: String, _ cbor: CBOR) throws(WebAuthnError) {
        switch format {
        case "none":
            guard cbor == .map([]) else { throw Self.malformed("a statement of the format `none` is not empty") }
            self = .none
        case "packed": self = .packed(try PackedStatement(StatementReader(cbor, "packed")))
        case "tpm": self = .tpm(try TPMStatement(StatementReader(cbor, "tpm")))
        default:
            throw WebAuthnError(
                .formatUnsupported, "the format is \(quoted(format)), and `none`, `packed` or `tpm` was expected")
        }
    }

    /// The format's identifier.
    public var format: String {
        switch self {
        case .none: "none"
        case .packed: "packed"
        case .tpm: "tpm"
        }
    }

    static func malformed(_ message: String) -> WebAuthnError { WebAuthnError(.statementMalformed, message) }
}

/// The statement of §8.2.
public struct PackedStatement: Hashable, Sendable {
    /// What the signature was made with.
    public let algorithm: COSEAlgorithm
    /// Over authenticator data and client data's hash.
    public let signature: [UInt8]
    /// The attestation's certificate and those that lead to its root, in DER; `nil` when the key attests itself.
    public let certificates: [[UInt8]]?

    init(_ reader: StatementReader) throws(WebAuthnError) {
        algorithm = try reader.algorithm()
        signature = try reader.bytes("sig")
        certificates = try reader.hasCertificates ? reader.certificates() : nil
        try reader.finish(["alg", "sig", "x5c"])
    }
}

/// The statement of §8.3.
public struct TPMStatement: Hashable, Sendable {
    /// What the signature was made with.
    public let algorithm: COSEAlgorithm
    /// Over `certInfo`.
    public let signature: [UInt8]
    /// The attestation key's certificate and those that lead to its root, in DER.
    public let certificates: [[UInt8]]
    /// What the TPM says: a `TPMS_ATTEST`.
    public let certification: [UInt8]
    /// The key as the TPM sees it: a `TPMT_PUBLIC`.
    public let publicArea: [UInt8]

    init(_ reader: StatementReader) throws(WebAuthnError) {
        let version = try reader.text("ver")
        guard version == "2.0" else {
            throw AttestationStatement.malformed("the version of the TPM is \(quoted(version)), and `2.0` was expected")
        }
        algorithm = try reader.algorithm()
        signature = try reader.bytes("sig")
        certificates = try reader.certificates()
        certification = try reader.bytes("certInfo")
        publicArea = try reader.bytes("pubArea")
        try reader.finish(["alg", "certInfo", "pubArea", "sig", "ver", "x5c"])
    }
}

/// Takes members out of a statement; errors name the format and the member.
struct StatementReader {
    private let cbor: CBOR
    private let entries: [CBOR.Entry]
    private let format: String

    init(_ cbor: CBOR, _ format: String) throws(WebAuthnError) {
        guard case .map(let entries) = cbor else {
            throw AttestationStatement.malformed("the `\(format)` statement is \(cbor.kind), and a map was expected")
        }
        self.cbor = cbor
        self.entries = entries
        self.format = format
    }

    var hasCertificates: Bool { cbor["x5c"] != nil }

    func algorithm() throws(WebAuthnError) -> COSEAlgorithm {
        guard case .integer(let number) = cbor["alg"] else { throw wrong("alg", "a number") }
        return try COSEAlgorithm(number: number)
    }

    func bytes(_ name: String) throws(WebAuthnError) -> [UInt8] {
        guard case .bytes(let bytes) = cbor[name] else { throw wrong(name, "bytes") }
        return bytes
    }

    func text(_ name: String) throws(WebAuthnError) -> String {
        guard case .text(let text) = cbor[name] else { throw wrong(name, "text") }
        return text
    }

    /// One to eight certificates.
    func certificates() throws(WebAuthnError) -> [[UInt8]] {
        guard case .array(let values) = cbor["x5c"], (1...8).contains(values.count) else {
            throw wrong("x5c", "a list of one to eight certificates")
        }
        var certificates = [[UInt8]]()
        for value in values {
            guard case .bytes(let der) = value else { throw wrong("x5c", "a list of certificates as bytes") }
            certificates.append(der)
        }
        return certificates
    }

    /// Refuses a member that nothing asked for.
    func finish(_ names: Set<String>) throws(WebAuthnError) {
        for entry in entries {
            guard case .text(let name) = entry.key, names.contains(name) else {
                throw AttestationStatement.malformed("the `\(format)` statement has a member that it should not have")
            }
        }
    }

    private func wrong(_ name: String, _ wanted: String) -> WebAuthnError {
        let found = cbor[name]?.kind ?? "missing"
        return AttestationStatement.malformed("`\(name)` of the `\(format)` statement is \(found), not \(wanted)")
    }
}
