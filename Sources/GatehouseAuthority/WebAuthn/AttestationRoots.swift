import Foundation
public import GatehouseModel
public import GatehouseWebAuthn
import SwiftASN1
import X509

/// The makers of authenticators that an administrator believes, by their certificates; none without any.
///
/// A certificate is believed when it is one of these, or is signed by one of them through at most seven others that the
/// authenticator sent, all of which are authorities and in date. Revocation lists of makers are not asked for.
public struct AttestationRoots: AttestationTrust {
    private let roots: [Certificate]
    private let now: Date

    /// How many certificates there are.
    public var count: Int { roots.count }

    /// Reads files in PEM or DER; what cannot be read is left out and counted in `unreadable`.
    public init(files: [[UInt8]], at now: Instant, unreadable: inout Int) {
        var roots = [Certificate]()
        for file in files {
            if let certificate = try? Certificate(derEncoded: file) {
                roots.append(certificate)
                continue
            }
            let pems = (try? PEMDocument.parseMultiple(pemString: String(decoding: file, as: UTF8.self))) ?? []
            let read = pems.compactMap { try? Certificate(pemDocument: $0) }
            if read.isEmpty || read.count < pems.count { unreadable += 1 }
            roots += read
        }
        self.roots = roots
        self.now = Date(timeIntervalSince1970: Double(now.milliseconds) / 1000)
    }

    /// Whether the certificates, the attestation's own first, lead to one that is believed; the model does not matter.
    public func isTrusted(path: [[UInt8]], of aaguid: AAGUID) -> Bool {
        let certificates = path.compactMap { try? Certificate(derEncoded: $0) }
        guard let leaf = certificates.first, certificates.count == path.count, certificates.count <= 8,
            certificates.allSatisfy(isInDate)
        else { return false }
        if roots.contains(leaf) { return true }
        var current = leaf
        for (depth, next) in certificates.dropFirst().enumerated() {
            if isSignedByRoot(current, below: depth) { return true }
            guard Self.isIssuer(next, of: current, below: depth) else { return false }
            if roots.contains(next) { return true }
            current = next
        }
        return isSignedByRoot(current, below: certificates.count - 1)
    }

    private func isSignedByRoot(_ certificate: Certificate, below depth: Int) -> Bool {
        roots.contains { isInDate($0) && Self.isIssuer($0, of: certificate, below: depth) }
    }

    private func isInDate(_ certificate: Certificate) -> Bool {
        certificate.notValidBefore <= now && now <= certificate.notValidAfter
    }

    /// Whether `issuer` is an authority that may have `depth` authorities below it, and signed `certificate`.
    private static func isIssuer(_ issuer: Certificate, of certificate: Certificate, below depth: Int) -> Bool {
        guard certificate.issuer == issuer.subject,
            case .isCertificateAuthority(let most) = try? issuer.extensions.basicConstraints,
            most.map({ $0 >= depth }) ?? true
        else { return false }
        if let usage = try? issuer.extensions.keyUsage, !usage.keyCertSign { return false }
        return issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
    }
}
