package import Foundation
import GatehouseModel
package import NIOCore
import NIOPosix
package import NIOSSL

/// Connects to one address over TLS, if need be from several addresses of this machine.
package struct DeviceDialler: Sendable {
    package let group: any EventLoopGroup
    package let host: String
    package let port: Int
    /// Loopback addresses to connect from; empty leaves it to the system.
    private let sources: [SocketAddress]
    private let address: SocketAddress?

    /// Connects to the server of a URL.
    package init(_ url: URL, group: any EventLoopGroup) {
        self.group = group
        host = url.host() ?? "localhost"
        port = url.port ?? 443
        sources = []
        address = nil
    }

    /// The same, with the name looked up once, and from so many loopback addresses: one address has no more than 28,000
    /// connections to one port.
    package func resolved(sources count: Int) async throws -> DeviceDialler {
        let channel = try await ClientBootstrap(group: group).connect(host: host, port: port).get()
        let address = channel.remoteAddress
        try await channel.close()
        var sources: [SocketAddress] = []
        if count > 1 {
            guard address?.ipAddress?.hasPrefix("127.") == true else {
                throw SimulatorError(
                    .setup, "several source addresses are for a server on 127.0.0.1, not \(address?.ipAddress ?? host)",
                    hint: "leave --source-addresses out, or name the server by its IPv4 address")
            }
            sources = try (0..<min(count, 200)).map { try SocketAddress(ipAddress: "127.0.0.\($0 + 2)", port: 0) }
        }
        return DeviceDialler(group: group, host: host, port: port, sources: sources, address: address)
    }

    private init(group: any EventLoopGroup, host: String, port: Int, sources: [SocketAddress], address: SocketAddress?)
    {
        self.group = group
        self.host = host
        self.port = port
        self.sources = sources
        self.address = address
    }

    /// The `Host` header.
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// Connects; the handlers are added behind TLS, or behind nothing without it.
    package func connect(
        _ tls: NIOSSLContext?, number: Int = 0, on loop: (any EventLoop)? = nil,
        _ handlers: @escaping @Sendable () throws -> [any ChannelHandler]
    ) -> EventLoopFuture<any Channel> {
        // An address is checked against the certificate's addresses; SNI is for names only (RFC 6066 §3).
        let name = IPAddress(host) == nil ? host : nil
        var bootstrap = ClientBootstrap(group: loop ?? group)
            .connectTimeout(.seconds(10))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 512, initial: 1024, maximum: 16_384)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name)) }
                    for handler in try handlers() { try pipeline.addHandler(handler) }
                }
            }
        if !sources.isEmpty { bootstrap = bootstrap.bind(to: sources[number % sources.count]) }
        return address.map { bootstrap.connect(to: $0) } ?? bootstrap.connect(host: host, port: port)
    }

    /// Connects, asks once and closes.
    package func ask(_ request: ByteBuffer, _ tls: NIOSSLContext) async throws -> HTTPAnswer {
        let channel = try await connect(tls) { [HTTPExchange()] }.get()
        do {
            let answer = try await channel.ask(request)
            channel.close(promise: nil)
            return answer
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }
}

/// Whom to trust, and as whom to speak.
package enum DeviceTLS {
    /// Trusts these roots and nothing else; without a chain nobody in particular speaks.
    package static func context(
        roots: [NIOSSLCertificate], chain: String? = nil, key: String? = nil
    ) throws -> NIOSSLContext {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.shutdownTimeout = .milliseconds(300)
        tls.trustRoots = .certificates(roots)
        if let chain, let key {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        }
        return try NIOSSLContext(configuration: tls)
    }

    package static func roots(_ pem: String) throws -> [NIOSSLCertificate] {
        try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
    }
}
