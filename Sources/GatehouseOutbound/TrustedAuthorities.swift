import NIOSSL

extension TLSConfiguration {
    /// TLS 1.2 or newer that verifies the whole chain and the name, with the authorities of a file or of the system.
    ///
    /// - Throws: when the file cannot be read, holds no certificate, or is damaged.
    static func verifying(authorities file: String?) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        if let file {
            let certificates = try NIOSSLCertificate.fromPEMFile(file)
            configuration.trustRoots = .certificates(certificates)
        }
        return configuration
    }
}
