import GatehouseAuthority
import GatehouseHTTP
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseSignIn
import Logging

/// The use cases of people who sign in.
struct PeopleServices: Sendable {
    let origin: PublicOrigin
    let sessions: SessionService
    let signIn: SignInService
    let info: SecurityInfoService
    let setUp: SetUpService
    let passes: AccessPassService
    let federation: FederationService

    init(
        store: any Store, key: SealingKeys, settings: SignInSettings, secrets: SecretService,
        upstream: any UpstreamExchange, clock: GatehouseService.Clock
    ) {
        origin = settings.origin
        sessions = SessionService(store: store, clock: clock)
        signIn = SignInService(store: store, sessions: sessions, keys: key, settings: settings, clock: clock)
        info = SecurityInfoService(store: store, signIn: signIn)
        setUp = SetUpService(store: store, signIn: signIn)
        passes = AccessPassService(store: store, clock: clock)
        federation = FederationService(
            store: store, exchange: upstream, verifier: SwiftJOSEVerifier(), secrets: secrets,
            clock: clock)
    }

    /// What sign-in needs to know of this server and its data folder.
    static func settings(
        _ configuration: ServerConfiguration, _ folder: DataFolder, _ clock: GatehouseService.Clock, _ logger: Logger
    ) -> SignInSettings {
        let makers = AuthenticatorMakersFolder(path: folder.authenticatorMakers, clock: clock, logger: logger)
        let breached = BreachedPasswords(path: folder.breachedPasswords)
        return SignInSettings(
            origin: PublicOrigin(configuration.publicURL), cryptography: WebAuthnCryptography(),
            trust: { makers.roots() }, isBreached: { breached.contains($0) })
    }

    func forPages(
        clock: GatehouseService.Clock, browsers: BrowserDeviceService
    ) -> SignInSurface.Services {
        SignInSurface.Services(
            signIn: signIn, sessions: sessions, info: info, setUp: setUp, federation: federation, clock: clock,
            device: browsers.proven(by:_:))
    }
}

extension BrowserDeviceService {
    /// The device that the browser of the call proved, if it proved one.
    @Sendable func proven(by call: OpenCall, _ tenant: TenantID) async throws -> DeviceID? {
        try await device(presenting: call.peerCertificate, tenant)?.device.id
    }
}
