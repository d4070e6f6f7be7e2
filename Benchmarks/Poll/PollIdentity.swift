import Crypto
import Foundation
import SwiftASN1
import X509

/// The certificates of one run, issued in code: a root, a server and one device.
enum PollIdentity {
    /// Writes `ca.pem`, `server.pem`, `server.key`, `device.pem` and `device.key`; valid for a day.
    static func write(to folder: URL) throws {
        let rootKey = P256.Signing.PrivateKey()
        let rootName = try DistinguishedName { CommonName("Poll Benchmark Root") }
        let root = try certificate(
            for: rootName, key: rootKey, issuer: (rootName, rootKey),
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true))
            })
        let trust = folder.appending(path: "ca.pem")
        try root.serializeAsPEM().pemString.write(to: trust, atomically: true, encoding: .utf8)
        try leaf("server", .serverAuth, .dnsName("localhost"), issuer: (rootName, rootKey), folder)
        let name = GeneralName.uniformResourceIdentifier("gatehouse://tenant/default/device/benchmark")
        try leaf("device", .clientAuth, name, issuer: (rootName, rootKey), folder)
    }

    private static func leaf(
        _ role: String, _ usage: ExtendedKeyUsage.Usage, _ name: GeneralName,
        issuer: (DistinguishedName, P256.Signing.PrivateKey), _ folder: URL
    ) throws {
        let key = P256.Signing.PrivateKey()
        let leaf = try certificate(
            for: try DistinguishedName { CommonName(role) }, key: key, issuer: issuer,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([usage])
                SubjectAlternativeNames([name])
            })
        let (chain, secret) = (folder.appending(path: "\(role).pem"), folder.appending(path: "\(role).key"))
        try leaf.serializeAsPEM().pemString.write(to: chain, atomically: true, encoding: .utf8)
        try key.pemRepresentation.write(to: secret, atomically: true, encoding: .utf8)
    }

    private static func certificate(
        for subject: DistinguishedName, key: P256.Signing.PrivateKey,
        issuer: (name: DistinguishedName, key: P256.Signing.PrivateKey), extensions: Certificate.Extensions
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSinceNow: -3600), notValidAfter: Date(timeIntervalSinceNow: 86_400),
            issuer: issuer.name, subject: subject, signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions,
            issuerPrivateKey: .init(issuer.key))
    }
}
