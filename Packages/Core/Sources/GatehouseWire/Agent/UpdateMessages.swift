public import GatehouseModel

/// What a release holds, as its signer wrote it (`docs/decisions/0009-agent-updates.md`).
public struct ReleaseManifest: Hashable, Sendable {
    /// The only product whose releases an agent takes.
    public static let agent = "gatehouse-agent"

    /// ``agent``; another product's release is refused.
    public var product: String
    /// What the artefacts call themselves.
    public var version: SemanticVersion
    /// From when on the delays of the rings count.
    public var released: Instant
    /// One for each architecture.
    public var artefacts: [Artefact]

    /// One program file.
    public struct Artefact: Hashable, Sendable {
        /// As `uname -m` says it: `x86_64`, `aarch64`.
        public var architecture: String
        /// In bytes.
        public var size: Int64
        /// In lower-case hexadecimal.
        public var sha256: String

        /// A program file of this size and digest.
        public init(architecture: String, size: Int64, sha256: String) {
            self.architecture = architecture
            self.size = size
            self.sha256 = sha256
        }
    }

    /// The manifest of one release.
    public init(product: String = Self.agent, version: SemanticVersion, released: Instant, artefacts: [Artefact]) {
        self.product = product
        self.version = version
        self.released = released
        self.artefacts = artefacts
    }

    /// The program for an architecture, if the release has one.
    public func artefact(for architecture: String) -> Artefact? {
        artefacts.first { $0.architecture == architecture }
    }
}

/// A manifest in the very bytes that were signed, with the signature over them.
public struct SignedRelease: Hashable, Sendable {
    /// Larger envelopes are refused.
    public static let largest = 64 << 10

    /// The bytes of a ``ReleaseManifest``, believed only after the signature was checked.
    public var manifest: [UInt8]
    /// Ed25519 (RFC 8032), 64 bytes.
    public var signature: [UInt8]

    /// The envelope as it travels.
    public init(manifest: [UInt8], signature: [UInt8]) {
        self.manifest = manifest
        self.signature = signature
    }
}
