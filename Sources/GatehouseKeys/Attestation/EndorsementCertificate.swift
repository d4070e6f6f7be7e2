import GatehouseModel
import SwiftASN1
import X509

/// What an endorsement certificate says beyond its key (EK credential profile §3.2).
struct EndorsementCertificate {
    let certificate: Certificate
    /// `nil` when the certificate does not name one in full.
    let maker: TPMMaker?

    /// Refuses a certificate that is not for endorsement keys, and one for an authority.
    init(der: [UInt8]) throws(AttestationError) {
        do {
            certificate = try Certificate(derEncoded: der)
            let usages = try certificate.extensions.extendedKeyUsage
            guard let usages, usages.contains(.endorsementKey) else {
                throw AttestationError(.notEndorsementCertificate, "the certificate is not for an endorsement key")
            }
            if case .isCertificateAuthority = try certificate.extensions.basicConstraints {
                throw AttestationError(.notEndorsementCertificate, "the certificate is an authority's")
            }
            maker = Self.maker(try certificate.extensions.subjectAlternativeNames)
        } catch let error as AttestationError {
            throw error
        } catch {
            throw AttestationError(.notEndorsementCertificate, "the endorsement certificate cannot be read")
        }
    }

    private static func maker(_ names: SubjectAlternativeNames?) -> TPMMaker? {
        var values = [ASN1ObjectIdentifier: String]()
        for case .directoryName(let name) in names.map(Array.init) ?? [] {
            for attribute in name.joined() { values[attribute.type] = String(attribute.value) }
        }
        guard let manufacturer = values[.tpmManufacturer].flatMap(letters), let model = values[.tpmModel],
            let version = values[.tpmVersion]
        else { return nil }
        return TPMMaker(manufacturer: manufacturer, model: model, version: version)
    }

    /// `id:49465800` is `IFX`; `nil` for anything but letters and digits.
    private static func letters(_ identifier: String) -> String? {
        guard identifier.hasPrefix("id:"), let bytes = Hex.decode(identifier.dropFirst(3)), bytes.count == 4 else {
            return nil
        }
        let end = bytes.lastIndex { $0 != 0 && $0 != 0x20 }.map { $0 + 1 } ?? 0
        let text = bytes[..<end]
        guard !text.isEmpty, text.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else {
            return nil
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ExtendedKeyUsage.Usage {
    /// `tcg-kp-EKCertificate`.
    fileprivate static let endorsementKey = ExtendedKeyUsage.Usage(oid: [2, 23, 133, 8, 1])
}

extension ASN1ObjectIdentifier {
    fileprivate static let tpmManufacturer: ASN1ObjectIdentifier = [2, 23, 133, 2, 1]
    fileprivate static let tpmModel: ASN1ObjectIdentifier = [2, 23, 133, 2, 2]
    fileprivate static let tpmVersion: ASN1ObjectIdentifier = [2, 23, 133, 2, 3]
}
