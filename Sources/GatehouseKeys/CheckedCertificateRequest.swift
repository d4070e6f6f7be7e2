import Crypto
import SwiftASN1
public import X509

/// A PKCS#10 request (RFC 2986) that has been checked: well-formed, strong key, and signed by that key.
public struct CheckedCertificateRequest: Sendable {
    /// Largest request that is looked at, in bytes.
    public static let sizeLimit = 8192

    /// EC P-256 or P-384; the request is signed with its private half.
    public let publicKey: Certificate.PublicKey
    /// The subject as RFC 4514 text.
    public let requestedSubject: String
    /// Every subject alternative name asked for, as text; names that are neither URI, DNS name, mail nor address are
    /// given by their kind.
    public let requestedNames: [String]

    /// Refuses more than ``sizeLimit`` bytes, anything but one DER value, a key that is not EC P-256 or P-384, and a
    /// request whose signature its own key did not make (no proof of possession).
    public init(der: [UInt8]) throws(KeyError) {
        guard der.count <= Self.sizeLimit else {
            throw KeyError(.tooLarge, "a certificate request has at most \(Self.sizeLimit) bytes")
        }
        try Self.checkExtent(of: der)
        let request = try Self.parse(der)
        let key = request.publicKey
        guard P256.Signing.PublicKey(key) != nil || P384.Signing.PublicKey(key) != nil else {
            throw KeyError(.weakKey, "the key of a certificate request must be EC P-256 or P-384")
        }
        guard key.isValidSignature(request.signature, for: request) else {
            throw KeyError(.badSignature, "the certificate request is not signed by its own key")
        }
        publicKey = key
        requestedSubject = request.subject.description
        requestedNames = try Self.names(in: request)
    }

    /// SubjectPublicKeyInfo in DER.
    public var publicKeyDER: [UInt8] {
        var serialiser = DER.Serializer()
        guard (try? serialiser.serialize(publicKey)) != nil else { return [] }
        return serialiser.serializedBytes
    }

    /// One SEQUENCE that ends where the bytes end.
    private static func checkExtent(of der: [UInt8]) throws(KeyError) {
        guard der.count >= 2, der[0] == 0x30 else { throw KeyError(.notDER, "the certificate request is not DER") }
        var header = 2
        var length = Int(der[1])
        if length >= 0x80 {
            let octets = length & 0x7F
            guard (1...2).contains(octets), der.count >= 2 + octets else {
                throw KeyError(.notDER, "the certificate request is not DER")
            }
            header += octets
            length = der[2..<header].reduce(0) { $0 << 8 | Int($1) }
        }
        if der.count > header + length {
            throw KeyError(.trailingBytes, "there are bytes after the end of the certificate request")
        }
        if der.count < header + length { throw KeyError(.notDER, "the certificate request ends too early") }
    }

    private static func parse(_ der: [UInt8]) throws(KeyError) -> CertificateSigningRequest {
        do {
            return try CertificateSigningRequest(derEncoded: der)
        } catch is ASN1Error {
            throw KeyError(.notDER, "the certificate request is not PKCS#10 in DER")
        } catch {
            throw KeyError(.weakKey, "the key of a certificate request must be EC P-256 or P-384")
        }
    }

    private static func names(in request: CertificateSigningRequest) throws(KeyError) -> [String] {
        do {
            guard let asked = try request.attributes.extensionRequest,
                let names = try asked.extensions.subjectAlternativeNames
            else { return [] }
            return names.map(\.text)
        } catch {
            throw KeyError(.notDER, "the extensions of the certificate request cannot be read")
        }
    }
}

extension GeneralName {
    fileprivate var text: String {
        switch self {
        case .uniformResourceIdentifier(let name), .dnsName(let name), .rfc822Name(let name): name
        case .ipAddress(let address): "address \(address.bytes.map { String($0) }.joined(separator: "."))"
        case .directoryName(let name): name.description
        default: "a name of another kind"
        }
    }
}
