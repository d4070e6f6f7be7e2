public import NIOSSL

/// The client's side of TLS in tests, from PEM.
public enum ClientTLS {
    /// Trusts `roots` alone and shows the certificate, if one is given; names are not checked, as tests connect by
    /// address.
    public static func context(
        roots: String, chain: String? = nil, key: String? = nil, configure: (inout TLSConfiguration) -> Void = { _ in }
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(roots.utf8)))
        configuration.certificateVerification = .noHostnameVerification
        if let chain, let key {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map {
                .certificate($0)
            }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        configure(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }
}
