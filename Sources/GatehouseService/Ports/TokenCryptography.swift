public import GatehouseOpenID

/// The cryptography of tokens, wherever its keys are.
public protocol TokenCryptography: Sendable {
    /// Checks signatures of applications, and of ours.
    var verifier: any JOSEVerifying { get }

    /// A fresh key for the use, its public part without a name.
    func makeKey(for use: SigningKey.Use) throws -> (publicKey: JSONWebKey, privateKey: [UInt8])

    /// What signs with the key under the name `id`.
    func signer(for use: SigningKey.Use, id: String, privateKey: [UInt8]) throws -> any JOSESigning

    /// The key of the first certificate of a text in PEM, named by the certificate's thumbprints.
    ///
    /// Refuses keys that assertions cannot be verified with, and weak ones.
    func certificateKey(ofPEM text: String) throws -> CertificateKey
}

/// A certificate that an application signs its assertions with.
public struct CertificateKey: Sendable, Hashable {
    /// Its public key.
    public var key: JSONWebKey
    /// The certificate's particulars, without the key as text.
    public var certificate: ClientApplicationCertificate

    /// A certificate that was read.
    public init(key: JSONWebKey, certificate: ClientApplicationCertificate) {
        self.key = key
        self.certificate = certificate
    }
}

extension SigningKey.Use {
    /// What it signs by.
    public var algorithm: JOSEAlgorithm {
        switch self {
        case .accessToken: .es256
        case .idToken: .rs256
        }
    }
}
