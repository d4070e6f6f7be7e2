public import GatehouseModel

/// What a device's TPM showed of itself; its key is in that TPM and cannot leave it.
public struct AttestationItem: APIMessage {
    /// What stands behind the endorsement key.
    public enum Trust: String, Codable, Sendable, Hashable, CaseIterable {
        /// A maker of hardware certified it, and the chain ends at a root that this server trusts for makers.
        case hardware
        /// Anything else: the protocol holds, and proves nothing about hardware.
        case software
    }

    /// Whether hardware stands behind the endorsement key.
    public var trust: Trust
    /// Why it does not count as hardware: `noCertificate`, `untrustedChain` or `unknownMaker`.
    public var reason: String?
    /// What would make it count, in words.
    public var hint: String?
    /// As the endorsement certificate says: the TCG's letters, part and firmware version.
    public var maker: String?
    /// SHA-256 of the endorsement key's SubjectPublicKeyInfo, in hexadecimal.
    public var endorsementDigest: String
    /// The maker's number of the TPM's firmware, in hexadecimal.
    public var firmwareVersion: String
    /// When a quote was last taken.
    public var lastQuoteAt: Instant
    /// Why the quotes since then were refused, if one was.
    public var refusal: String?
    /// How often the TPM was reset, by the last quote.
    public var resetCount: Int64
    /// SHA-256 of the firmware's event log that the last quote bore out.
    public var eventLogDigest: String?

    /// A TPM as it is known.
    public init(
        trust: Trust, reason: String?, hint: String?, maker: String?, endorsementDigest: String,
        firmwareVersion: String, lastQuoteAt: Instant, refusal: String?, resetCount: Int64, eventLogDigest: String?
    ) {
        self.trust = trust
        self.reason = reason
        self.hint = hint
        self.maker = maker
        self.endorsementDigest = endorsementDigest
        self.firmwareVersion = firmwareVersion
        self.lastQuoteAt = lastQuoteAt
        self.refusal = refusal
        self.resetCount = resetCount
        self.eventLogDigest = eventLogDigest
    }

    /// A TPM whose maker this server was not told to trust.
    public static var example: Self {
        Self(
            trust: .software, reason: "untrustedChain",
            hint: "put the maker's root into the server's folder `tpm-makers`", maker: "IFX SLB9670 id:00070055",
            endorsementDigest: String(repeating: "5e", count: 32), firmwareVersion: "7005500000000",
            lastQuoteAt: ExampleID.later, refusal: "the TPM's resetCount is behind what it was before", resetCount: 42,
            eventLogDigest: String(repeating: "0a", count: 32))
    }
}
