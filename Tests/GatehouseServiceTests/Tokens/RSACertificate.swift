import CryptoExtras
import Foundation
import GatehouseKeys
import SwiftASN1
import X509

/// A certificate for a key of a test's own, signed by itself, as an application would have one.
struct RSACertificate {
    let pem: String
    let der: [UInt8]
    let thumbprint: String

    init(_ key: _RSA.Signing.PrivateKey) throws {
        let name = try DistinguishedName { CommonName("inventory") }
        let privateKey = Certificate.PrivateKey(key)
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: privateKey.publicKey,
            notValidBefore: Date(timeIntervalSince1970: 1_700_000_000),
            notValidAfter: Date(timeIntervalSince1970: 2_000_000_000), issuer: name, subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption, extensions: Certificate.Extensions(),
            issuerPrivateKey: privateKey)
        let document = try certificate.serializeAsPEM()
        pem = document.pemString
        der = document.derBytes
        thumbprint = try PeerCertificate(pemChain: pem).fingerprint
    }
}
