import GatehouseModel
import GatehouseService
import NIOCore
import NIOSSL

/// Who may speak on a connection.
enum PeerIdentity {
    /// The socket that it came in by says so.
    case socket(ListeningPoint)
    /// The certificate of this serial says so; whether it still may is asked for each request.
    case certificate(ListeningPoint, serial: String)
    /// The certificate is ours but names no enforcement point.
    case nobody
}

/// What was found out last about the certificate of a connection: good for one generation, and until its end.
struct CertificateStanding {
    private var generation: UInt64?
    private var end = Instant.distantPast

    /// Whether the certificate may speak for the point now; asks only when something changed since it last did.
    ///
    /// The generation is read first: an answer that was given while it changed is asked for again.
    mutating func isGood(
        _ serial: String, of point: EnforcementPointName, by decisionPoint: any DecisionPoint, at now: Instant
    ) -> Bool {
        let current = decisionPoint.generation(for: point.tenant)
        if current == nil || current != generation {
            end = decisionPoint.end(ofCertificate: serial, of: point) ?? .distantPast
            generation = current
        }
        return now < end
    }
}

extension NIOSSLCertificate {
    /// The serial number in lower-case hexadecimal, without leading zeros, as the server's record has it.
    var serial: String { Hex.encode(Array(serialNumber.drop { $0 == 0 })) }
}

extension EnforcementPointName {
    /// Reads `spiffe://{tenant}/enforcement-point/{name}`; anything else is `nil`.
    init?(uri: String) {
        let scheme = "spiffe://"
        guard uri.hasPrefix(scheme) else { return nil }
        let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1] == "enforcement-point", let tenant = TenantID(String(parts[0])),
            (1...253).contains(parts[2].utf8.count), parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x25 })
        else { return nil }
        self.init(tenant: tenant, name: String(parts[2]))
    }

    /// The name in a certificate's URI subject alternative name; there must be exactly one URI.
    init?(certificate: NIOSSLCertificate) {
        let uris = certificate._subjectAlternativeNames().filter { $0.nameType == .uri }
        guard uris.count == 1, let uri = uris.first else { return nil }
        self.init(uri: uri.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }
}
