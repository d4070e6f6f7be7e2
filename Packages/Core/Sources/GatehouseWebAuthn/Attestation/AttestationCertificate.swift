/// What an attestation's own certificate says, as far as the formats ask.
public struct AttestationCertificate: Hashable, Sendable {
    /// As people count: 3 is the number 2 in DER.
    public var version: Int
    /// Whom it names.
    public var subject: Subject
    /// The CA component of the basic constraints; `nil` when there are none.
    public var isAuthority: Bool?
    /// The key that the certificate is for.
    public var publicKey: COSEKey
    /// The extension 1.3.6.1.4.1.45724.1.1.4, unwrapped from both OCTET STRINGs; `nil` when there is none.
    public var aaguid: AAGUIDExtension?
    /// The object identifiers of the extended key usage, in dots.
    public var extendedKeyUsages: [String]
    /// The maker of a TPM in the subject alternative name; `nil` when it is not complete.
    public var tpm: TPMDescription?

    /// Takes what a reader of certificates found.
    public init(
        version: Int, subject: Subject, isAuthority: Bool?, publicKey: COSEKey, aaguid: AAGUIDExtension? = nil,
        extendedKeyUsages: [String] = [], tpm: TPMDescription? = nil
    ) {
        self.version = version
        self.subject = subject
        self.isAuthority = isAuthority
        self.publicKey = publicKey
        self.aaguid = aaguid
        self.extendedKeyUsages = extendedKeyUsages
        self.tpm = tpm
    }

    /// The attributes of the subject that the formats ask for.
    public struct Subject: Hashable, Sendable {
        /// C: an ISO 3166 code.
        public var country: String?
        /// O: the vendor.
        public var organisation: String?
        /// OU.
        public var organisationalUnit: String?
        /// CN.
        public var commonName: String?
        /// There is no attribute at all, not even another.
        public var isEmpty: Bool

        /// Takes what a reader of certificates found.
        public init(
            country: String? = nil, organisation: String? = nil, organisationalUnit: String? = nil,
            commonName: String? = nil, isEmpty: Bool
        ) {
            self.country = country
            self.organisation = organisation
            self.organisationalUnit = organisationalUnit
            self.commonName = commonName
            self.isEmpty = isEmpty
        }
    }

    /// Which model the certificate is for (WebAuthn §8.2.1).
    public struct AAGUIDExtension: Hashable, Sendable {
        /// The value.
        public var aaguid: AAGUID
        /// Marked critical, which the standard forbids.
        public var isCritical: Bool

        /// Takes what a reader of certificates found.
        public init(_ aaguid: AAGUID, isCritical: Bool = false) {
            self.aaguid = aaguid
            self.isCritical = isCritical
        }
    }

    /// The directory name 2.23.133.2.1 to 2.23.133.2.3 (TCG EK credential profile §3.2.9).
    public struct TPMDescription: Hashable, Sendable {
        /// `id:` and eight hexadecimal digits.
        public var manufacturer: String
        /// The maker's word.
        public var model: String
        /// `id:` and hexadecimal digits.
        public var version: String

        /// Takes what a reader of certificates found.
        public init(manufacturer: String, model: String, version: String) {
            self.manufacturer = manufacturer
            self.model = model
            self.version = version
        }
    }
}
