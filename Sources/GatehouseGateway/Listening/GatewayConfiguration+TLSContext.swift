import Glibc
import NIOSSL

/// Error numbers of the system that callers tell apart.
enum SystemErrors {
    static let addressInUse = EADDRINUSE
}

extension GatewayConfiguration.TLS {
    /// TLS 1.2 or later, and no connection without a client certificate under the trusted roots.
    func context() throws(GatewayError) -> NIOSSLContext {
        do {
            var settings = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificateChainPEM.utf8))
                    .map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)))
            settings.minimumTLSVersion = .tlsv12
            settings.sslContextCallback = renewal
            settings.certificateVerification = .noHostnameVerification
            settings.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trustedRootsPEM.utf8)))
            return try NIOSSLContext(configuration: settings)
        } catch {
            throw GatewayError(.badCertificate, "cannot read the decision listener's certificates: \(error)")
        }
    }
}
