import Foundation
import GatehouseAPI
import GatehouseAuthority
import GatehouseDeviceAPI
import GatehouseGateway
import GatehouseHTTP
import GatehouseModel
import GatehouseOutbound
import GatehouseService
import GatehouseStorage
import Hummingbird
public import Logging
import NIOPosix
import ServiceLifecycle
import Synchronization
import UnixSignals

/// One node: opens its data folder, loads its memory, listens, and stops without losing anything.
public struct Server: Sendable {
    /// Decisions wait behind no handshake and no report of a device; these loops end with the process.
    private static let decisionLoops = MultiThreadedEventLoopGroup(
        numberOfThreads: ProcessInfo.processInfo.activeProcessorCount)

    private let configuration: ServerConfiguration
    private let logger: Logger

    /// Makes the node; nothing is opened before ``run()``.
    public init(_ configuration: ServerConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT.
    public func run() async throws {
        let clock = GatehouseService.Clock { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
        let folder = try DataFolder(path: configuration.dataFolder)
        try ListeningPort.requireFree(configuration)
        let store = try await openStore(folder)
        do {
            try await serve(folder, store, clock)
        } catch {
            try? await store.close()
            throw error
        }
        try await store.close()
        logger.info("stopped")
    }

    private func openStore(_ folder: DataFolder) async throws -> SQLStore {
        let mark = "\(folder.path)/\(DataFolder.elsewhere)"
        guard !configuration.database.isEmpty else {
            try folder.requireDataHere()
            return try await SQLStore.open(path: folder.database)
        }
        do {
            let store = try await SQLStore.open(url: configuration.database)
            try folder.write(store.place + "\n", to: mark)
            logger.info("the data is in PostgreSQL", metadata: ["database": "\(store.place)"])
            return store
        } catch let error as StoreOpeningError {
            throw ServerFailure(message: error.message, hint: error.hint)
        } catch let error as StoreError {
            throw ServerFailure(message: error.message, hint: error.detail.isEmpty ? nil : error.detail)
        }
    }

    private func serve(_ folder: DataFolder, _ store: SQLStore, _ clock: GatehouseService.Clock) async throws {
        let first = FirstStart(
            store: store, folder: folder, isShared: !configuration.database.isEmpty, logger: logger)
        let sealingKey = try await first.sealingKey(given: configuration.secretsKeyFile)
        let tenant = try await first.tenant(sealedBy: sealingKey, now: clock.now)
        let authority = try await first.authorities(
            of: tenant, sealedBy: sealingKey, given: configuration.secretsKeyFile, clock: clock)
        try folder.publish(root: authority.root)
        let takeNewerKeys = { @Sendable [configuration] in
            await first.takeNewerKeys(into: sealingKey, given: configuration.secretsKeyFile, owner: tenant.id)
        }
        let certificates = try CurrentCertificates(
            own: try await ServerCertificate.own(configuration, folder, authority, now: clock.now),
            given: try ServerCertificate.given(configuration), logger: logger,
            ownAnew: { [configuration] in
                await takeNewerKeys()
                return try await ServerCertificate.own(configuration, folder, authority, now: clock.now)
            }, givenAnew: { [configuration] in try ServerCertificate.given(configuration) })
        let releases = AgentReleaseFolder(path: folder.agentReleases, logger: logger)
        let uses = UseCases(
            store: store, authority: authority, releases: releases,
            makers: MakerRootsFolder(path: folder.makerRoots, logger: logger),
            sealingKey: sealingKey,
            transport: NoticeDispatch(group: MultiThreadedEventLoopGroup.singleton),
            upstream: UpstreamTransport(group: MultiThreadedEventLoopGroup.singleton),
            signIn: PeopleServices.settings(configuration, folder, clock, logger), clock: clock, logger: logger)
        try await first.restoreSetUpToken(tenant, uses.tokens)
        try await first.offerSetUpCode(tenant, now: clock.now)
        let group = MultiThreadedEventLoopGroup.singleton
        let gateway = gateway(uses, authority, certificates)
        let devices = devices(uses, authority, certificates, group)
        let clientAuthorities = ClientAuthorities(authority.issuers)
        let follower = follower(
            uses, tenant, authority, gateway, devices, clientAuthorities, folder, certificates, takeNewerKeys)
        try await follower.load()
        try await devices.bind()
        let watch = NodeWatch(store: store, folder: folder.path, clock: clock)
        let draining = Draining(configuration.drain, logger: logger)
        let people = Surfaces(
            configuration: configuration, tenant: tenant, uses: uses, authority: authority, folder: folder,
            certificates: certificates, clientAuthorities: clientAuthorities,
            devicePort: devices.boundPort ?? configuration.devicePort,
            watch: watch, draining: draining, logger: logger)
        try await runAll([
            certificates, watch, DamageWatch(lookThrough: store.lookThrough, logger: logger), follower, uses.runner,
            uses.sender, uses.recording, gateway, devices,
            people.metrics(), people.main(), draining,
        ])
    }

    private func gateway(
        _ uses: UseCases, _ authority: TenantAuthorities, _ certificates: CurrentCertificates
    ) -> GatewayListener {
        var tls = GatewayConfiguration.TLS(
            host: configuration.host, port: configuration.decisionPort, certificateChainPEM: certificates.own.chain,
            keyPEM: certificates.own.key, trustedRootsPEM: authority.trusted, isIssued: authority.isIssued,
            renewal: certificates.forMachines)
        tls.trustedProxies = configuration.trustedProxies
        return GatewayListener(
            configuration: GatewayConfiguration(tls: tls), decisionPoint: uses.decisions,
            eventLoopGroup: Self.decisionLoops, logger: logger)
    }

    private func devices(
        _ uses: UseCases, _ authority: TenantAuthorities, _ certificates: CurrentCertificates,
        _ group: MultiThreadedEventLoopGroup
    ) -> DeviceListener {
        var listener = DeviceListenerConfiguration(
            host: configuration.host, port: configuration.devicePort, certificateChain: certificates.own.chain,
            privateKey: certificates.own.key, trustRoots: authority.trusted, renewal: certificates.forMachines,
            limits: OpenFiles.deviceLimits())
        listener.trustedProxies = configuration.trustedProxies
        return DeviceListener(listener, services: uses.devices, gate: uses.gate, group: group, logger: logger)
    }

    /// Follows the changes; a tenant that comes or goes brings or takes what its certificates chain to.
    private func follower(
        _ uses: UseCases, _ owner: Tenant, _ authority: TenantAuthorities, _ gateway: GatewayListener,
        _ devices: DeviceListener, _ clientAuthorities: ClientAuthorities, _ folder: DataFolder,
        _ certificates: CurrentCertificates, _ takeNewerKeys: @escaping @Sendable () async -> Void
    ) -> SnapshotFollower {
        let sockets = DecisionSockets(listener: gateway, folder: folder, owner: owner.id, logger: logger)
        // What each listener was given last: the roots may be known before this hears of them.
        let given = Mutex((devices: authority.trusted, gateway: authority.trusted))
        return uses.follower {
            await sockets.match($1.enforcementPoints, of: $0)
        } tenants: { id, tenant in
            if tenant == nil {
                authority.forget(id)
            } else {
                do {
                    try await take(id, by: authority, isOwner: id == owner.id, takeNewerKeys)
                } catch {
                    // Who is connected is refused with the next request, as who comes now is.
                    devices.recheck()
                    throw error
                }
                if id == owner.id {
                    // Shown first: whoever reads the newer root must find what it signed.
                    await certificates.refresh()
                    try folder.publish(root: authority.root)
                }
            }
            clientAuthorities.replace(authority.issuers)
            let roots = authority.trusted
            if given.withLock(\.devices) != roots {
                try devices.trust(roots: roots)
                given.withLock { $0.devices = roots }
            }
            if given.withLock(\.gateway) != roots {
                try await gateway.trust(roots: roots)
                given.withLock { $0.gateway = roots }
            }
        }
    }

    /// Takes the tenant's authority as it is in the store now.
    ///
    /// Where that is the owner's and no key opens it, this throws: the follower asks again each second, and the node
    /// refuses meanwhile, since what is retired in it counts. Another tenant's certificates are not taken
    /// until it can be opened.
    private func take(
        _ tenant: TenantID, by authority: TenantAuthorities, isOwner: Bool,
        _ takeNewerKeys: @Sendable () async -> Void
    ) async throws {
        do {
            do throws(AuthorityError) {
                try await authority.load(tenant)
            } catch {
                guard error.code == .sealedOtherwise else { throw error }
                await takeNewerKeys()
                try await authority.load(tenant)
            }
        } catch let error as AuthorityError where error.code != .unavailable && !isOwner {
            authority.withhold(tenant)
            logger.error(
                "the authority of a tenant cannot be opened", metadata: ["tenant": "\(tenant)", "error": "\(error)"])
        }
    }

    /// The listeners stop first and what records stops last: the order of this list, backwards.
    private func runAll(_ services: [any Service]) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger))
        try await group.run()
    }
}
