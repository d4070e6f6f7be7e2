import GatehouseKeys
import GatehouseModel
import GatehouseService
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Keeps the listeners' certificates fresh without a restart: reads them anew every minute and on SIGHUP.
///
/// Machines and commands on this one see our authority's, whose root is all that they trust. People and programs that
/// ask for another name than `localhost` see yours, where you gave one. A newer one that cannot be used is refused with
/// an error in the log, and the one before stays.
final class CurrentCertificates: Service {
    private static let interval = Duration.seconds(60)

    private struct Held {
        var certificate: ServerCertificate
        var handshake: NIOSSLContextConfigurationOverride

        init(_ certificate: ServerCertificate) throws {
            self.certificate = certificate
            handshake = try certificate.handshake()
        }
    }
    private struct State {
        var own: Held
        var given: Held?
    }

    /// Ours as it was at the start.
    let own: ServerCertificate
    private let state: Mutex<State>
    private let logger: Logger
    private let ownAnew: @Sendable () async throws -> ServerCertificate
    private let givenAnew: @Sendable () throws -> ServerCertificate?

    /// Throws where either cannot be used.
    ///
    /// - Parameter ownAnew: reads ours, or makes a newer one when its end is near.
    /// - Parameter givenAnew: reads yours.
    init(
        own: ServerCertificate, given: ServerCertificate?, logger: Logger,
        ownAnew: @escaping @Sendable () async throws -> ServerCertificate,
        givenAnew: @escaping @Sendable () throws -> ServerCertificate?
    ) throws {
        self.own = own
        state = Mutex(State(own: try Held(own), given: try given.map(Held.init)))
        self.logger = logger
        self.ownAnew = ownAnew
        self.givenAnew = givenAnew
    }

    /// When the first of those that are shown ends.
    var notAfter: Instant? {
        state.withLock { [$0.own.certificate.notAfter, $0.given?.certificate.notAfter].compactMap(\.self).min() }
    }

    /// The names that people and programs reach this server by: those that are configured, and those of your certificate.
    func names(of configuration: ServerConfiguration) -> [String] {
        let given = state.withLock { $0.given?.certificate.chain }.flatMap { try? PeerCertificate(pemChain: $0) }
        return ServerCertificate.names(configuration) + (given?.dnsNames ?? [])
    }

    /// For the listeners of devices and enforcement points; answers at once.
    var forMachines: NIOSSLContextCallback {
        { [self] _, promise in promise.succeed(state.withLock { $0.own.handshake }) }
    }

    /// For the listener of people and programs; answers at once.
    var forPeople: NIOSSLContextCallback {
        { [self] values, promise in
            let isLocal = values.serverHostname == nil || values.serverHostname == "localhost"
            promise.succeed(state.withLock { isLocal ? $0.own.handshake : ($0.given ?? $0.own).handshake })
        }
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

    /// Takes what is newer and can be used.
    func refresh() async {
        do {
            let own = try await ownAnew()
            try take(own, instead: { $0.own.certificate }) { $0.own = $1 }
        } catch {
            keep(because: error)
        }
        do {
            guard let given = try givenAnew() else { return }
            try take(given, instead: { $0.given?.certificate }) { $0.given = $1 }
        } catch {
            keep(because: error)
        }
    }

    private func take(
        _ certificate: ServerCertificate, instead held: (State) -> ServerCertificate?,
        _ put: (inout State, Held) -> Void
    ) throws {
        guard certificate != state.withLock({ held($0) }) else { return }
        let newer = try Held(certificate)
        state.withLock { put(&$0, newer) }
        logger.notice(
            "took a newer server certificate",
            metadata: ["until": "\(certificate.notAfter.map(\.description) ?? "unknown")"])
    }

    private func keep(because error: any Error) {
        logger.error("kept the server certificate: the newer one cannot be used", metadata: ["error": "\(error)"])
    }
}

extension ServerCertificate {
    /// When it ends; `nil` if it cannot be read.
    var notAfter: Instant? { (try? PeerCertificate(pemChain: chain))?.notAfter }

    /// For handshakes; throws unless the key is the certificate's.
    func handshake() throws -> NIOSSLContextConfigurationOverride {
        do {
            let certificates = try NIOSSLCertificate.fromPEMBytes(Array(chain.utf8)).map {
                NIOSSLCertificateSource.certificate($0)
            }
            let privateKey = NIOSSLPrivateKeySource.privateKey(
                try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))
            // A context refuses a key that is not the certificate's.
            _ = try NIOSSLContext(
                configuration: .makeServerConfiguration(certificateChain: certificates, privateKey: privateKey))
            var handshake = NIOSSLContextConfigurationOverride()
            handshake.certificateChain = certificates
            handshake.privateKey = privateKey
            return handshake
        } catch {
            throw ConfigurationError(
                message: "the server certificate and its key cannot be used together: \(error)",
                hint: "both are PEM, the leaf comes first, and the key is the leaf's")
        }
    }
}
