import GatehouseKeys
import GatehouseTPM
import NIOCore
import NIOSSL

/// A device key in the TPM: signs certificate requests, and handshakes of TLS as the client.
///
/// The TPM is opened for each signature, of which there are few: nothing of ours stays loaded in it, and a TPM that was
/// reset meanwhile is of no matter.
struct TPMSigner: ExternalSigner {
    private let path: String
    private let key: WrappedKey
    let publicKeyDER: [UInt8]

    /// Refuses a key that is not on P-256; asks nothing of the TPM yet.
    init(path: String, key: WrappedKey) throws(AttestationError) {
        publicKeyDER = try key.publicArea.publicKeyDER()
        self.path = path
        self.key = key
    }

    func signature(of message: [UInt8]) throws -> [UInt8] {
        let device = try TPMDevice(path: path)
        return try device.sign(message, with: device.load(key)).derRepresentation()
    }
}

extension TPMSigner: NIOSSLCustomPrivateKey, Hashable {
    var signatureAlgorithms: [SignatureAlgorithm] { [.ecdsaSecp256R1Sha256] }

    /// Signs on a thread of its own: the TPM takes its time, and the event loop has others to serve.
    func sign(channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        let message = Array(data.readableBytesView)
        return TPMThread.run(channel.eventLoop) {
            ByteBuffer(bytes: try signature(of: message))
        }
    }

    /// Never asked of a key on an elliptic curve.
    func decrypt(channel: any Channel, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        channel.eventLoop.makeFailedFuture(KeyError(.failed, "a device key does not decrypt"))
    }

    static func == (left: Self, right: Self) -> Bool { left.publicKeyDER == right.publicKeyDER }

    func hash(into hasher: inout Hasher) { hasher.combine(publicKeyDER) }
}
