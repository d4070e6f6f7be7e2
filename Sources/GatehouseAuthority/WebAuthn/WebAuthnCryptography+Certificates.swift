import Crypto
import CryptoExtras
import Foundation
public import GatehouseWebAuthn
import SwiftASN1
import X509

extension WebAuthnCryptography: AttestationCertificateReading {
    /// What the formats ask of a certificate; `nil` for one that cannot be read, or whose key is of another kind.
    public func attestationCertificate(_ der: [UInt8]) -> AttestationCertificate? {
        try? AttestationCertificate(reading: der)
    }
}

extension AttestationCertificate {
    fileprivate init?(reading der: [UInt8]) throws {
        let certificate = try Certificate(derEncoded: der)
        guard let key = try COSEKey(certificate.publicKey) else { return nil }
        let extensions = certificate.extensions
        let isAuthority: Bool? =
            switch try extensions.basicConstraints {
            case nil: nil
            case .isCertificateAuthority: true
            case .notCertificateAuthority: false
            }
        let usages = try extensions[oid: .X509ExtensionID.extendedKeyUsage].map { found in
            try DER.sequence(
                of: ASN1ObjectIdentifier.self, identifier: .sequence, rootNode: DER.parse(found.value))
        }
        let model = try extensions[oid: .authenticatorModel].map { found -> AAGUIDExtension? in
            let bytes = try ASN1OctetString(derEncoded: found.value).bytes
            return AAGUID(bytes: bytes).map { AAGUIDExtension($0, isCritical: found.critical) }
        }
        // There, and not a model: it cannot be left out as if it were not there.
        if case .some(.none) = model { return nil }
        self.init(
            version: certificate.version == .v3 ? 3 : 1, subject: Subject(certificate.subject),
            isAuthority: isAuthority, publicKey: key, aaguid: model ?? nil,
            extendedKeyUsages: (usages ?? []).map { String(describing: $0) },
            tpm: TPMDescription(try extensions.subjectAlternativeNames))
    }
}

extension AttestationCertificate.Subject {
    fileprivate init(_ name: DistinguishedName) {
        var values = [ASN1ObjectIdentifier: String]()
        for attribute in name.joined() { values[attribute.type] = String(attribute.value) }
        self.init(
            country: values[.RDNAttributeType.countryName], organisation: values[.RDNAttributeType.organizationName],
            organisationalUnit: values[.RDNAttributeType.organizationalUnitName],
            commonName: values[.RDNAttributeType.commonName], isEmpty: name.isEmpty)
    }
}

extension AttestationCertificate.TPMDescription {
    fileprivate init?(_ names: SubjectAlternativeNames?) {
        var values = [ASN1ObjectIdentifier: String]()
        for case .directoryName(let name) in names.map(Array.init) ?? [] {
            for attribute in name.joined() { values[attribute.type] = String(attribute.value) }
        }
        guard let manufacturer = values[[2, 23, 133, 2, 1]], let model = values[[2, 23, 133, 2, 2]],
            let version = values[[2, 23, 133, 2, 3]]
        else { return nil }
        self.init(manufacturer: manufacturer, model: model, version: version)
    }
}

extension COSEKey {
    fileprivate init?(_ key: Certificate.PublicKey) throws {
        if let key = P256.Signing.PublicKey(key) {
            let point = Array(key.rawRepresentation)
            try self.init(.p256(x: Array(point.prefix(32)), y: Array(point.suffix(32))))
        } else if let key = _RSA.Signing.PublicKey(key) {
            let numbers = try key.getKeyPrimitives()
            try self.init(
                .rsa(
                    modulus: Array(numbers.modulus.drop { $0 == 0 }),
                    exponent: Array(numbers.publicExponent.drop { $0 == 0 })))
        } else if let key = Curve25519.Signing.PublicKey(key) {
            try self.init(.ed25519(Array(key.rawRepresentation)))
        } else {
            return nil
        }
    }
}

extension ASN1ObjectIdentifier {
    /// `id-fido-gen-ce-aaguid` (WebAuthn §8.2.1).
    fileprivate static let authenticatorModel: ASN1ObjectIdentifier = [1, 3, 6, 1, 4, 1, 45724, 1, 1, 4]
}
