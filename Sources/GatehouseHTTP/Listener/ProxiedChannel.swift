import GatehouseModel
import GatehouseProxyProtocol
import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// A connection before whose TLS a balancer may say who the client is.
struct ProxiedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let trusted: [IPRange]
    /// How long a client may take until TLS has ended its handshake.
    let patience: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(
                ProxyProtocolHandler(trusted: trusted, logger: logger) { client, channel in
                    ClientAddresses.note(client.address.description, of: channel)
                })
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        let value = base.setup(channel: channel, logger: logger)
        do {
            // Right behind TLS: what comes after it keeps to itself that the handshake has ended.
            let tls = try channel.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
            try channel.pipeline.syncOperations.addHandler(HandshakeDeadline(patience), position: .after(tls))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return value
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// Ends a connection whose TLS handshake does not end in time, and leaves the pipeline of one whose does.
///
/// Silence before TLS costs a client nothing, and takes one of the places that a listener has.
private final class HandshakeDeadline: ChannelInboundHandler, RemovableChannelHandler {
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
        context.fireUserInboundEventTriggered(event)
        guard case .handshakeCompleted? = event as? TLSUserEvent else { return }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }
}

/// The clients that balancers named, by their open connections.
///
/// A request's context is made from its channel alone, and a channel's address cannot be replaced; so this is kept beside
/// the channels, for as long as each is open.
enum ClientAddresses {
    private static let known = Mutex<[ObjectIdentifier: String]>([:])

    static func note(_ address: String, of channel: any Channel) {
        let id = ObjectIdentifier(channel)
        known.withLock { $0[id] = address }
        channel.closeFuture.whenComplete { _ in known.withLock { _ = $0.removeValue(forKey: id) } }
    }

    /// Where a request came from: as a balancer said, else as the connection has it.
    ///
    /// A request over HTTP/2 has a channel of its own, whose parent is the connection.
    static func address(of channel: any Channel) -> String? {
        let named = known.withLock { known in
            known[ObjectIdentifier(channel)] ?? channel.parent.flatMap { known[ObjectIdentifier($0)] }
        }
        return named ?? channel.remoteAddress?.ipAddress
    }
}
