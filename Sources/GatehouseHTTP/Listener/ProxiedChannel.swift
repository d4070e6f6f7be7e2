import GatehouseModel
import GatehouseProxyProtocol
import HummingbirdCore
import Logging
import NIOCore
import Synchronization

/// A connection before whose TLS a balancer may say who the client is.
struct ProxiedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let trusted: [IPRange]

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        do {
            try channel.pipeline.syncOperations.addHandler(
                ProxyProtocolHandler(trusted: trusted, logger: logger) { client, channel in
                    ClientAddresses.note(client.address.description, of: channel)
                })
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return base.setup(channel: channel, logger: logger)
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
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
