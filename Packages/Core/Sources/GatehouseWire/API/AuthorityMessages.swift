public import GatehouseModel

/// One certificate of the tenant's authority.
public struct AuthorityCertificateItem: APIMessage {
    /// `root`, `nextRoot`, `issuing` or `former`.
    public var role: String
    /// SHA-256 of the certificate, lower-case hexadecimal.
    public var fingerprint: String
    /// From when it is good.
    public var notBefore: Instant
    /// When it ends.
    public var notAfter: Instant
    /// PEM.
    public var certificate: String

    /// A certificate with what it is for.
    public init(role: String, fingerprint: String, notBefore: Instant, notAfter: Instant, certificate: String) {
        self.role = role
        self.fingerprint = fingerprint
        self.notBefore = notBefore
        self.notAfter = notAfter
        self.certificate = certificate
    }

    /// An issuing intermediate.
    public static var example: Self {
        Self(
            role: "issuing", fingerprint: "9f86d081884c7d65", notBefore: ExampleID.morning,
            notAfter: ExampleID.nextWeek, certificate: "-----BEGIN CERTIFICATE-----…")
    }
}

/// The tenant's authority, without its keys.
public struct AuthorityItem: APIMessage {
    /// The roots first, then what issues, then what issued before and is still taken.
    public var certificates: [AuthorityCertificateItem]
    /// Whether the root's key is in the database; without it nothing that only the root signs can be made.
    public var holdsRootKey: Bool
    /// Keys for scripts of before, whose signatures are still taken and made anew when a script is handed out.
    public var formerScriptKeys: Int64

    /// An authority as it is now.
    public init(certificates: [AuthorityCertificateItem], holdsRootKey: Bool, formerScriptKeys: Int64) {
        self.certificates = certificates
        self.holdsRootKey = holdsRootKey
        self.formerScriptKeys = formerScriptKeys
    }

    /// One that was never rotated.
    public static var example: Self {
        Self(certificates: [.example], holdsRootKey: true, formerScriptKeys: 0)
    }
}

/// Asks for a new key in the place of one of the authority's.
public struct AuthorityRotation: APIMessage {
    /// `issuing`, `scripts`, `root` (made, and made known beside the one that signs), `rootFinish` (signs from now on) or
    /// `rootCancel` (the one that was made is dropped).
    public var step: String
    /// With `rootFinish`: although there may be devices that have not heard of the new root.
    public var now: Bool?

    /// A step; the server refuses one that it does not know, or that does not come next.
    public init(step: String, now: Bool? = nil) {
        self.step = step
        self.now = now
    }

    /// The key that issues.
    public static var example: Self { Self(step: "issuing") }
}

/// Asks that former keys of the authority are not believed any more.
public struct AuthorityRetirement: APIMessage {
    /// `issuing` or `scripts`.
    public var key: String
    /// With `issuing`: although devices or enforcement points may have nothing newer.
    public var now: Bool?

    /// A kind of key; the server refuses one that it does not know.
    public init(key: String, now: Bool? = nil) {
        self.key = key
        self.now = now
    }

    /// Certificates of before a rotation are refused from now on.
    public static var example: Self { Self(key: "issuing") }
}

/// Why something is done to the authority's keys, for the audit log.
public struct AuthorityReason: APIMessage {
    /// At most 500 bytes; may be empty.
    public var reason: String

    /// A reason.
    public init(reason: String) { self.reason = reason }

    /// A habit of every spring.
    public static var example: Self { Self(reason: "yearly rotation") }
}

/// The key of the tenant's root, in PEM.
public struct RootKey: APIMessage {
    /// Whoever has it can be anybody.
    public var key: String

    /// A key; the server refuses one that is not the root's.
    public init(key: String) { self.key = key }

    /// Not a whole one.
    public static var example: Self { Self(key: "-----BEGIN PRIVATE KEY-----…") }
}

/// What sealing the server's secrets anew did.
public struct SealingRotation: APIMessage {
    /// How many were sealed under the newest key of `secrets.key` now.
    public var sealed: Int64
    /// How many were sealed under it already.
    public var current: Int64
    /// How many no key of `secrets.key` opens; they stay as they are.
    public var unreadable: Int64

    /// The counts, over all tenants.
    public init(sealed: Int64, current: Int64, unreadable: Int64) {
        self.sealed = sealed
        self.current = current
        self.unreadable = unreadable
    }

    /// A first run.
    public static var example: Self { Self(sealed: 7, current: 0, unreadable: 0) }
}
