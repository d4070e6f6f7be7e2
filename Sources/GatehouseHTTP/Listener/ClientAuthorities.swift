import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// The authorities whose certificates a listener asks its clients for.
///
/// Who has none is served all the same, and any certificate is taken: what it proves is for whoever looks at it. The
/// names only keep browsers from offering, or asking a person for, another one.
public final class ClientAuthorities: Sendable {
    /// Of more than so many none is named: the names are a part of every handshake.
    public static let mostNamed = 128

    private let held: Mutex<(certificates: [String], generation: Int)>

    /// Names these authorities, PEM each.
    public init(_ certificates: [String]) { held = Mutex((certificates, 0)) }

    /// Names these from the next connection on.
    public func replace(_ certificates: [String]) {
        held.withLock { held in
            guard held.certificates != certificates else { return }
            held = (certificates, held.generation + 1)
        }
    }

    var generation: Int { held.withLock(\.generation) }

    /// The configuration with the question for a certificate, and its generation.
    func asking(_ configuration: TLSConfiguration) throws -> (configuration: TLSConfiguration, generation: Int) {
        let (certificates, generation) = held.withLock(\.self)
        let named = certificates.count <= Self.mostNamed ? certificates : []
        var configuration = configuration
        configuration.certificateVerification = .optionalVerification
        configuration.trustRoots = .certificates(
            try named.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) })
        configuration.sendCANameList = true
        return (configuration, generation)
    }
}

/// The channel of a listener that asks for certificates, made anew when other authorities are named.
final class AskingChannel: Sendable {
    private let tls: TLSConfiguration
    private let authorities: ClientAuthorities?
    private let responder: HTTPChannelHandler.Responder
    private let logger: Logger
    private let held: Mutex<(channel: HTTP2UpgradeChannel, generation: Int)>

    init(
        _ tls: TLSConfiguration, asking authorities: ClientAuthorities?, logger: Logger,
        responder: @escaping HTTPChannelHandler.Responder
    ) throws {
        self.tls = tls
        self.authorities = authorities
        self.responder = responder
        self.logger = logger
        held = Mutex(try Self.make(tls, authorities, responder))
    }

    /// For the next connection; a name that cannot be read leaves the ones before.
    var current: HTTP2UpgradeChannel {
        held.withLock { held in
            guard let authorities, authorities.generation != held.generation else { return held.channel }
            do {
                held = try Self.make(tls, authorities, responder)
            } catch {
                held.generation = authorities.generation
                logger.error("the names of authorities are not changed", metadata: ["error": "\(error)"])
            }
            return held.channel
        }
    }

    private static func make(
        _ tls: TLSConfiguration, _ authorities: ClientAuthorities?, _ responder: @escaping HTTPChannelHandler.Responder
    ) throws -> (HTTP2UpgradeChannel, Int) {
        let asking = try authorities?.asking(tls)
        // Any certificate ends the handshake well: one that proves nothing must not cost its holder the connection.
        var configuration = TLSChannelConfiguration(tlsConfiguration: asking?.configuration ?? tls)
        if asking != nil {
            configuration.customVerificationCallback = { _, verified in verified.succeed(.certificateVerified) }
        }
        let channel = try HTTP2UpgradeChannel(
            tlsChannelConfiguration: configuration,
            configuration: .init(
                idleTimeout: .seconds(60), gracefulCloseTimeout: .seconds(10),
                streamConfiguration: .init(idleTimeout: .seconds(60))),
            responder: responder)
        return (channel, asking?.generation ?? 0)
    }
}
