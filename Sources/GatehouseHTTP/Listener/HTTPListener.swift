public import GatehouseModel
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import NIOSSL

/// A listener of people and programs: HTTP/1.1 and HTTP/2 over TLS, or plain HTTP for the loopback interface.
public enum HTTPListener {
    /// The server side of TLS from PEM: TLS 1.2 and later.
    ///
    /// - Parameter renewal: asked at each handshake for a newer certificate.
    public static func tls(
        certificateChain: String, privateKey: String, renewal: NIOSSLContextCallback? = nil
    ) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificateChain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(privateKey.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.sslContextCallback = renewal
        return configuration
    }

    /// A service that listens until it is cancelled.
    ///
    /// Port 0 takes a free one; `onListening` is told which. With `mostConnections` open, the next ones wait until one
    /// ends; who has not ended the handshake of TLS within `handshake` is cut off.
    ///
    /// Without `tls` it refuses every address but loopback ones. `trustedProxies` are balancers: they must say by PROXY
    /// protocol who the client is, and nobody else may. With `clientAuthorities` clients are asked for a certificate, and
    /// need have none.
    public static func service(
        router: Router<GatehouseRequestContext>, host: String, port: Int, tls: TLSConfiguration?, logger: Logger,
        mostConnections: Int = 4096, handshake: Duration = .seconds(10), trustedProxies: [IPRange] = [],
        clientAuthorities: ClientAuthorities? = nil, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
    ) throws -> some ApplicationProtocol {
        guard tls != nil || isLoopback(host) else { throw PlainListenerError(host: host) }
        return Application(
            router: router,
            server: tls.map { tls in
                HTTPServerBuilder { responder in
                    let asking = try AskingChannel(
                        tls, asking: clientAuthorities, logger: logger, responder: responder)
                    return ProxiedChannel(
                        base: { asking.current }, trusted: trustedProxies, patience: TimeAmount(handshake))
                }
            } ?? .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(host, port: port), serverName: nil, backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(mostConnections)),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) }, logger: logger)
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

/// Plain HTTP was asked for beyond the loopback interface.
public struct PlainListenerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address that was asked for.
    public let host: String

    /// Makes the refusal of this address.
    public init(host: String) { self.host = host }

    /// One line for whoever starts the server: lower case, no full stop.
    public var description: String { "plain HTTP is served on loopback addresses only, not on `\(host)`" }
}
