import GatehouseModel
import GatehouseService
import NIOCore
import NIOSSL

/// Who may speak on a connection.
enum PeerIdentity {
    /// The socket that it came in by says so.
    case socket(ListeningPoint)
    /// The certificate says so; whether the point is still known is asked for each request.
    case certificate(ListeningPoint)
    /// The certificate is ours but names no enforcement point.
    case nobody
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
