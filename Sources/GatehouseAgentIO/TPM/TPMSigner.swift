import GatehouseKeys
import GatehouseTPM
import NIOCore
import NIOPosix
import NIOSSL

/// A device key in the TPM: signs certificate requests, and handshakes of TLS as the client.
struct TPMSigner: ExternalSigner {
    private let device: TPMDevice
    private let key: TPMKey
    let publicKeyDER: [UInt8]

    /// Refuses a key that is not on P-256.
    init(_ key: TPMKey, _ device: TPMDevice) throws(AttestationError) {
        publicKeyDER = try key.publicArea.publicKeyDER()
        self.key = key
        self.device = device
    }

    func signature(of message: [UInt8]) throws -> [UInt8] {
        try device.sign(message, with: key).derRepresentation()
    }
}

extension TPMSigner: NIOSSLCustomPrivateKey, Hashable {
    var signatureAlgorithms: [SignatureAlgorithm] { [.ecdsaSecp256R1Sha256] }

    /// Signs on a thread of the pool: the TPM takes its time, and the event loop has others to serve.
    func sign(channel: any Channel, algorithm: SignatureAlgorithm, data: ByteBuffer) -> EventLoopFuture<ByteBuffer> {
        let message = Array(data.readableBytesView)
        return NIOThreadPool.singleton.runIfActive(eventLoop: channel.eventLoop) {
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
