import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Keeps the listeners' certificate fresh without a restart: reads it anew every minute and on SIGHUP.
///
/// One that cannot be used is refused with an error in the log, and the one before stays.
final class CurrentCertificate: Service {
    private static let interval = Duration.seconds(60)

    private struct State {
        var certificate: ServerCertificate
        /// What handshakes take in place of the certificate of the start; `nil` while it is that one.
        var override: NIOSSLContextConfigurationOverride?
        var notAfter: Instant?
    }

    private let state: Mutex<State>
    private let load: @Sendable () async throws -> ServerCertificate
    private let logger: Logger

    /// - Parameter load: reads the certificate, or makes a newer one when its end is near.
    init(
        _ certificate: ServerCertificate, logger: Logger, load: @escaping @Sendable () async throws -> ServerCertificate
    ) {
        state = Mutex(State(certificate: certificate, notAfter: certificate.notAfter))
        self.logger = logger
        self.load = load
    }

    /// When the certificate that is shown ends.
    var notAfter: Instant? { state.withLock { $0.notAfter } }

    /// For the listeners' TLS; answers at once.
    var renewal: NIOSSLContextCallback {
        { [self] _, promise in promise.succeed(state.withLock { $0.override } ?? .noChanges) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    while (try? await Task.sleep(for: Self.interval)) != nil { await self.refresh() }
                }
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup) { await self.refresh() }
                }
            }
        }
    }

    /// Takes what ``load`` gives if it differs and can be used.
    func refresh() async {
        do {
            let loaded = try await load()
            guard loaded != state.withLock({ $0.certificate }) else { return }
            let override = try loaded.override()
            state.withLock { $0 = State(certificate: loaded, override: override, notAfter: loaded.notAfter) }
            logger.notice(
                "took a newer server certificate",
                metadata: ["until": "\(loaded.notAfter.map(\.description) ?? "unknown")"])
        } catch {
            logger.error(
                "kept the server certificate: the newer one cannot be used", metadata: ["error": "\(error)"])
        }
    }
}

extension ServerCertificate {
    /// When it ends; `nil` if it cannot be read.
    var notAfter: Instant? { (try? PeerCertificate(pemChain: chain))?.notAfter }

    /// For handshakes; throws unless the key is the certificate's.
    fileprivate func override() throws -> NIOSSLContextConfigurationOverride {
        let certificates = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let privateKey = NIOSSLPrivateKeySource.privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
        // A context refuses a key that is not the certificate's.
        _ = try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: certificates, privateKey: privateKey))
        var override = NIOSSLContextConfigurationOverride()
        override.certificateChain = certificates
        override.privateKey = privateKey
        return override
    }
}
