import NIOCore
import NIOSSL

/// Whom this agent trusts, and as whom it speaks.
struct TLSIdentity: Sendable {
    /// PEM of the authority's root.
    var trustRoots: String
    /// PEM, leaf first, and where its key is; `nil` before enrolment.
    var client: (chain: String, key: DeviceKeyPlace)?

    /// Refuses PEM that cannot be read; trusts `trustRoots` and nothing else, and checks the server's name.
    func context() throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        // Every answer has its length, so that nothing hangs on a proper goodbye.
        tls.shutdownTimeout = .milliseconds(300)
        tls.certificateVerification = .fullVerification
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(trustRoots.utf8)))
        if let client {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(client.chain.utf8))
            tls.certificateChain = chain.map { .certificate($0) }
            tls.privateKey = .privateKey(try client.key.handshakeKey())
        }
        return try NIOSSLContext(configuration: tls)
    }
}
