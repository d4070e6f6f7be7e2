import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Many devices in one process, each with its own connection over mutual TLS and one poll on it.
struct PollClient: Sendable {
    /// Handshakes under way at once.
    private static let window = 64

    let tally = PollTally()
    private let port: Int
    private let language: PollLanguage
    private let tlsContext: NIOSSLContext

    init(port: Int, identity folder: URL, speaks language: PollLanguage) throws {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(folder.appending(path: "ca.pem").path)
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(folder.appending(path: "device.pem").path)
            .map { .certificate($0) }
        tls.privateKey = .privateKey(
            try NIOSSLPrivateKey(file: folder.appending(path: "device.key").path, format: .pem))
        tls.applicationProtocols = [language.applicationProtocol]
        tlsContext = try NIOSSLContext(configuration: tls)
        self.port = port
        self.language = language
    }

    /// Connects `count` devices, each of which polls at once.
    func connect(_ count: Int) async throws -> [any Channel] {
        try await withThrowingTaskGroup(of: (any Channel).self) { group in
            var channels: [any Channel] = []
            for index in 0..<count {
                if index >= Self.window, let channel = try await group.next() { channels.append(channel) }
                group.addTask { try await connect() }
            }
            for try await channel in group { channels.append(channel) }
            return channels
        }
    }

    private func connect() async throws -> any Channel {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: tlsContext, serverHostname: "localhost"))
                    try channel.pipeline.syncOperations.addHandler(PollConnection(language, tally))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
    }
}
