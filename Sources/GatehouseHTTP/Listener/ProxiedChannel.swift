import GatehouseModel
import GatehouseProxyProtocol
import GatehouseService
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// A connection before whose TLS a balancer may say who the client is.
struct ProxiedChannel<Base: ServerChildChannel>: ServerChildChannel {
    /// The channel of the newest certificates; each handles what any of them has set up.
    let base: @Sendable () -> Base
    let trusted: [IPRange]
    /// How long a client may take until TLS has ended its handshake.
    let patience: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(
                ProxyProtocolHandler(trusted: trusted, logger: logger) { client, channel in
                    Clients.note(client.address.description, of: channel)
                })
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        let value = base().setup(channel: channel, logger: logger)
        do {
            // Right behind TLS: what comes after it keeps to itself that the handshake has ended.
            let tls = try channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
            try channel.pipeline.syncOperations.addHandler(HandshakeEnd(patience), position: .after(tls))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return value
    }

    func handle(value: Base.Value, logger: Logger) async { await base().handle(value: value, logger: logger) }
}

/// Ends a connection whose TLS handshake does not end in time; of one whose does it notes the client's certificate, and
/// leaves the pipeline.
///
/// Silence before TLS costs a client nothing, and takes one of the places that a listener has.
private final class HandshakeEnd: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let patience: TimeAmount
    private var deadline: Scheduled<Void>?

    init(_ patience: TimeAmount) { self.patience = patience }

    func handlerAdded(context: ChannelHandlerContext) {
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        deadline = context.eventLoop.scheduleTask(in: patience) { bound.value.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) { deadline?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        // Before anybody reads a request.
        if let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
            let der = try? certificate.toDERBytes()
        {
            Clients.note(PresentedCertificate(der: der), of: context.channel)
        }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}
