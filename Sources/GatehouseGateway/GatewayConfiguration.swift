public import GatehouseModel
public import GatehouseService
public import NIOSSL

/// What the decision listener listens on, and its limits.
public struct GatewayConfiguration: Sendable {
    /// A Unix socket: whoever can open its file speaks for the enforcement point.
    public struct UnixSocket: Hashable, Sendable {
        /// At most 107 bytes.
        public var path: String
        /// Whom all that comes in by the socket is taken for.
        public var point: EnforcementPointName

        /// Makes the pair; the path is checked when it is opened.
        public init(path: String, point: EnforcementPointName) {
            self.path = path
            self.point = point
        }
    }

    /// The port for mutual TLS: the client's certificate names its enforcement point.
    public struct TLS: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
        /// Address or name to listen on.
        public var host: String
        /// 0 for any free one.
        public var port: Int
        /// The server's certificate, leaf first.
        public var certificateChainPEM: String
        /// The key that the leaf names.
        public var keyPEM: String
        /// Only certificates that chain to these may connect.
        public var trustedRootsPEM: String
        /// Whether the authority of the tenant that a certificate (DER) names signed it.
        public var isIssued: @Sendable ([UInt8], TenantID) -> Bool
        /// Asked at each handshake for a newer certificate; `nil` keeps the one above.
        public var renewal: NIOSSLContextCallback?
        /// Balancers: they must say by PROXY protocol who the client is, and nobody else may.
        public var trustedProxies: [IPRange] = []

        /// Where it listens; never the key, for whoever holds the configuration may be described in a log.
        public var description: String { "TLS on \(host):\(port)" }
        /// The same.
        public var debugDescription: String { description }

        /// Makes the configuration; the PEM is read when the listener starts.
        public init(
            host: String, port: Int, certificateChainPEM: String, keyPEM: String, trustedRootsPEM: String,
            isIssued: @escaping @Sendable ([UInt8], TenantID) -> Bool, renewal: NIOSSLContextCallback? = nil
        ) {
            self.isIssued = isIssued
            self.host = host
            self.port = port
            self.certificateChainPEM = certificateChainPEM
            self.keyPEM = keyPEM
            self.trustedRootsPEM = trustedRootsPEM
            self.renewal = renewal
        }
    }

    /// Opened at start; ``GatewayListener/open(socket:for:)`` adds more while running.
    public var unixSockets: [UnixSocket]
    /// `nil` for no listening over TLS.
    public var tls: TLS?
    /// Over all sockets; one more is closed at once.
    public var maximumConnections = 4096
    /// From the first byte of a request's head to its last.
    public var headTimeout: Duration = .seconds(5)
    /// Without a request.
    public var idleTimeout: Duration = .seconds(75)
    /// For connections to end when the listener stops.
    public var drainTimeout: Duration = .seconds(10)
    /// Answers kept for each event loop.
    public var cacheCapacity = 65_536

    /// Makes the configuration with the usual limits.
    public init(unixSockets: [UnixSocket] = [], tls: TLS? = nil) {
        self.unixSockets = unixSockets
        self.tls = tls
    }
}
