import Hummingbird
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL

/// The candidates of the framework: a handler that is suspended while the poll waits.
///
/// One port speaks HTTP/1.1 and HTTP/2; the client chooses.
enum HummingbirdPollServer {
    struct Context: RequestContext {
        var coreContext: CoreRequestContextStorage
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            coreContext = .init(source: source)
            channel = source.channel
        }

        /// The channel that speaks TLS: HTTP/2 gives each stream a channel of its own below it.
        func peerCertificate() async throws -> [UInt8]? {
            let own = try? await channel.nioSSL_peerCertificate().get()
            let certificate = if let own { own } else { try await channel.parent?.nioSSL_peerCertificate().get() }
            return try certificate?.toDERBytes()
        }
    }

    static func run(
        _ tls: TLSConfiguration, _ board: PollBoard, _ announce: @escaping @Sendable (Int) -> Void
    ) async throws {
        let router = Router(context: Context.self)
        router.get("poll") { _, context -> HTTPResponse.Status in
            guard try await context.peerCertificate() != nil else { throw HTTPError(.forbidden) }
            await board.wait()
            return .noContent
        }
        var logger = Logger(label: "poll")
        logger.logLevel = .error
        let application = Application(
            router: router, server: try .http2Upgrade(tlsConfiguration: tls),
            configuration: .init(address: .hostname("127.0.0.1", port: 0), backlog: 4096),
            onServerRunning: { announce($0.localAddress?.port ?? 0) }, logger: logger)
        try await application.run()
    }
}
