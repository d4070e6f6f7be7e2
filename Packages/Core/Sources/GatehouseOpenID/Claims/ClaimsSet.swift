public import GatehouseModel
public import GatehouseWire

/// What a token says (RFC 7519 §4), with the registered claims in their types.
public struct ClaimsSet: Hashable, Sendable {
    /// Largest that is read, in bytes.
    public static let sizeLimit = 12 << 10

    /// `iss`.
    public var issuer: String?
    /// `sub`.
    public var subject: String?
    /// `aud`; empty when there is none.
    public var audience: [String]
    /// `exp`, in whole seconds where we write it.
    public var expires: Instant?
    /// `nbf`.
    public var notBefore: Instant?
    /// `iat`.
    public var issuedAt: Instant?
    /// `jti`.
    public var id: String?
    /// `cnf` with `x5t#S256`: the token counts with this certificate alone (RFC 8705 §3.1), 32 bytes.
    public var certificateSHA256: [UInt8]?
    /// All other claims, in their order.
    public var others: [JSON.Member]

    /// Claims to be written.
    public init(
        issuer: String? = nil, subject: String? = nil, audience: [String] = [], expires: Instant? = nil,
        notBefore: Instant? = nil, issuedAt: Instant? = nil, id: String? = nil, certificateSHA256: [UInt8]? = nil,
        others: [JSON.Member] = []
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.expires = expires
        self.notBefore = notBefore
        self.issuedAt = issuedAt
        self.id = id
        self.certificateSHA256 = certificateSHA256
        self.others = others
    }

    /// Another claim by its name; registered ones are properties.
    public subscript(name: String) -> JSON? { others.first { isSame($0.name, name) }?.value }
}
