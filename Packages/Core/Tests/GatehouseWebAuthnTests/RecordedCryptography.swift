import GatehouseFuzzing
import GatehouseWebAuthn
import GatehouseWire

/// Knows the signatures and certificates of the vectors, which other people's code verified and read, and no others.
struct RecordedCryptography: SignatureVerifying, SHA256Hashing, AttestationCertificateReading {
    private struct Signature: Hashable {
        let key: [UInt8]
        let message: [UInt8]
        let signature: [UInt8]
    }

    private static let verified = Set(
        Vector.file.list("verified").map {
            Signature(key: $0.hex("key"), message: $0.hex("message"), signature: $0.hex("signature"))
        })

    private static let certificates: [[UInt8]: AttestationCertificate] = Vector.file.list("certificates").reduce(
        into: [:]
    ) { all, json in all[json.hex("der")] = AttestationCertificate(json) }

    func verify(signature: [UInt8], of message: [UInt8], by key: COSEKey) -> Bool {
        Self.verified.contains(Signature(key: key.bytes, message: message, signature: signature))
    }

    func sha256(_ bytes: [UInt8]) -> [UInt8] { ReferenceSHA256.hash(bytes) }

    func attestationCertificate(_ der: [UInt8]) -> AttestationCertificate? { Self.certificates[der] }
}

/// Believes everybody, or nobody.
struct FixedTrust: AttestationTrust {
    let answer: Bool

    func isTrusted(path: [[UInt8]], of aaguid: AAGUID) -> Bool { answer }
}

/// Believes the chains of the vectors, and no others.
struct RecordedTrust: AttestationTrust {
    private static let paths: Set<[[UInt8]]> = Set(
        Vector.accepted.compactMap { vector in
            switch try? AttestationObject(bytes: vector.attestationObject).attestationStatement() {
            case .packed(let statement): statement.certificates
            case .tpm(let statement): statement.certificates
            default: nil
            }
        })

    func isTrusted(path: [[UInt8]], of aaguid: AAGUID) -> Bool { Self.paths.contains(path) }
}

extension AttestationCertificate {
    /// As `vectors.py` described it.
    fileprivate init?(_ json: JSON) {
        guard let key = try? COSEKey(bytes: json.hex("key")), case .integer(let version) = json["version"] else {
            return nil
        }
        let names = ["country", "organisation", "organisationalUnit", "commonName"].map(json.text)
        let tpm: [String] = json.list("tpm").compactMap { if case .string(let text) = $0 { text } else { nil } }
        let usages: [String] = json.list("extendedKeyUsages").compactMap {
            if case .string(let text) = $0 { text } else { nil }
        }
        self.init(
            version: Int(version),
            subject: Subject(
                country: names[0], organisation: names[1], organisationalUnit: names[2], commonName: names[3],
                isEmpty: names.allSatisfy { $0 == nil }),
            isAuthority: json.flag("isAuthority"), publicKey: key,
            aaguid: AAGUID(bytes: json.hex("aaguid")).map {
                AAGUIDExtension($0, isCritical: json.flag("aaguidIsCritical") ?? false)
            },
            extendedKeyUsages: usages,
            tpm: tpm.count == 3 ? TPMDescription(manufacturer: tpm[0], model: tpm[1], version: tpm[2]) : nil)
    }
}
