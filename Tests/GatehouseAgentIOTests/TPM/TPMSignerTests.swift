import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import GatehouseAgentIO

/// Mutual TLS with a client key that never leaves the TPM.
@Suite(.serialized) struct TPMSignerTests {
    private let pki: TestPKI

    init() throws { pki = try TestPKI(now: .now()) }

    @Test(arguments: [TLSVersion.tlsv12, .tlsv13])
    func `a server accepts a client whose key is in the TPM`(_ version: TLSVersion) async throws {
        let tpm = try SoftwareTPM()
        let signer = try TPMSigner(path: tpm.socket, key: tpm.device().makeDeviceKey())
        let issued = try certificate(for: signer)
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = try roots()
        client.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(issued.chainPEM.utf8)).map {
            .certificate($0)
        }
        client.privateKey = .privateKey(NIOSSLPrivateKey(customPrivateKey: signer))
        (client.minimumTLSVersion, client.maximumTLSVersion) = (version, version)
        #expect(try await subjectSeenByServer(client) == issued.certificate.publicKeyDER)
        #expect(issued.certificate.publicKeyDER == signer.publicKeyDER)
    }

    @Test func `a certificate with another TPM key than it names is refused`() async throws {
        let tpm = try SoftwareTPM()
        let signer = try TPMSigner(path: tpm.socket, key: tpm.device().makeDeviceKey())
        let other = try TPMSigner(path: tpm.socket, key: tpm.device().makeDeviceKey())
        var client = TLSConfiguration.makeClientConfiguration()
        client.trustRoots = try roots()
        client.certificateChain = try NIOSSLCertificate.fromPEMBytes(
            Array(try certificate(for: other).chainPEM.utf8)
        ).map { .certificate($0) }
        client.privateKey = .privateKey(NIOSSLPrivateKey(customPrivateKey: signer))
        let refused = client
        await #expect(throws: (any Error).self) { try await subjectSeenByServer(refused) }
    }

    private func certificate(for signer: TPMSigner) throws -> IssuedLeaf {
        var leaf = TestPKI.Leaf()
        leaf.certificateRequest = try makeCertificateRequest(signer: signer, commonName: "device")
        return try pki.issue(leaf)
    }

    private func roots() throws -> NIOSSLTrustRoots {
        .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pki.rootPEM.utf8)))
    }

    /// Connects once; answers the public key of the client that the server saw when it read the client's byte.
    private func subjectSeenByServer(_ client: TLSConfiguration) async throws -> [UInt8] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let seen = group.next().makePromise(of: [UInt8].self)
        do {
            let server = try await listen(on: group, seen)
            let context = try NIOSSLContext(configuration: client)
            let channel = try await ClientBootstrap(group: group).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: "localhost"))
                }
            }.connect(to: try #require(server.localAddress)).get()
            do {
                try await channel.writeAndFlush(ByteBuffer(string: "x"))
            } catch {
                seen.fail(error)
            }
            let result = await seen.futureResult.result()
            try? await channel.close()
            try await server.close()
            try await group.shutdownGracefully()
            return try result.get()
        }
    }

    private func listen(
        on group: MultiThreadedEventLoopGroup, _ seen: EventLoopPromise<[UInt8]>
    ) async throws -> any Channel {
        let issued = try pki.issue(.localServer)
        var tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(issued.chainPEM.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(issued.keyPEM.utf8), format: .pem)))
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = try roots()
        let context = try NIOSSLContext(configuration: tls)
        return try await ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers([
                    NIOSSLServerHandler(context: context), PeerReader(seen: seen),
                ])
            }
        }.bind(host: "127.0.0.1", port: 0).get()
    }
}

/// Tells which key the peer has once the handshake is over and a byte came.
private final class PeerReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let seen: EventLoopPromise<[UInt8]>

    init(seen: EventLoopPromise<[UInt8]>) { self.seen = seen }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let certificate = try context.pipeline.syncOperations.nioSSL_peerCertificate()
            seen.succeed(try PeerCertificate(der: certificate?.toDERBytes() ?? []).publicKeyDER)
        } catch {
            seen.fail(error)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { seen.fail(error) }
}

extension EventLoopFuture where Value: Sendable {
    fileprivate func result() async -> Result<Value, any Error> {
        do { return .success(try await get()) } catch { return .failure(error) }
    }
}
