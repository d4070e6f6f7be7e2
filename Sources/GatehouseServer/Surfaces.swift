import GatehouseAPI
import GatehouseDeviceAPI
import GatehouseHTTP
import GatehouseModel
import GatehouseProvisioning
import GatehouseService
import GatehouseSignIn
import Hummingbird
import Logging

/// The listeners of people and programs: the native API with enrolment, and the metrics.
struct Surfaces {
    let configuration: ServerConfiguration
    let tenant: Tenant
    let uses: UseCases
    let authority: any Authority
    let folder: DataFolder
    let certificates: CurrentCertificates
    /// Whose certificates browsers are asked for.
    let clientAuthorities: ClientAuthorities
    let devicePort: Int
    let watch: NodeWatch
    let draining: Draining
    let logger: Logger
    let registry = MetricsRegistry()

    /// The port of people and programs, over TLS.
    func main() throws -> some ApplicationProtocol {
        var table = RouteTable()
        table.add(OperationsRoutes.health(readiness: readiness))
        table.add(enrolment)
        table.add([DeviceCheck.route(uses.browsers)])
        try NativeAPI.add(services, to: &table)
        let provider = OpenIDProvider(
            clients: uses.clients, tokens: uses.tokenEndpoint, keys: uses.signingKeys, store: uses.store,
            address: PublicAddress(names: certificates.names(of: configuration)),
            people: .init(
                authorization: uses.authorization, devices: uses.deviceSignIn, accessTokens: uses.accessTokens,
                logout: uses.logout, seal: uses.people.signIn.seal, device: uses.browsers.proven(by:_:)),
            clock: uses.clock,
            logger: logger)
        table.add(provider.routes)
        table.add(SignInSurface(uses.people.forPages(clock: uses.clock, browsers: uses.browsers)).routes)
        ProvisioningRoutes.add(store: uses.store, clock: uses.clock, to: &table)
        let router = table.router(metrics: registry, gate: uses.gate) { [uses] secret, certificate in
            try await uses.caller(presenting: secret, certificate: certificate)
        }
        return try HTTPListener.service(
            router: router, host: configuration.host, port: configuration.port,
            tls: HTTPListener.tls(
                certificateChain: certificates.own.chain, privateKey: certificates.own.key,
                renewal: certificates.forPeople),
            logger: logger, trustedProxies: configuration.trustedProxies, clientAuthorities: clientAuthorities
        ) { [folder, logger, people = uses.people] port in
            people.origin.listens(on: port)
            try? folder.write("https://127.0.0.1:\(port)\n", to: folder.serverAddress)
            logger.notice("ready", metadata: ["address": "https://localhost:\(port)"])
        }
    }

    /// The metrics, on the loopback interface alone.
    func metrics() throws -> some ApplicationProtocol {
        NodeMetrics(uses: uses, certificates: certificates, watch: watch, registry: registry).register()
        var table = RouteTable()
        table.add(OperationsRoutes.metrics(registry))
        let router = table.router(metrics: MetricsRegistry(), gate: uses.gate) { _, _ in
            throw ServiceError(.unauthenticated, "nobody signs in here")
        }
        return try HTTPListener.service(
            router: router, host: "127.0.0.1", port: configuration.metricsPort, tls: nil, logger: logger)
    }

    private var services: NativeAPI.Services {
        let documents = DocumentService(store: uses.store, clock: uses.clock, defaultSocket: defaultSocket)
        return NativeAPI.Services(
            devices: DeviceService(store: uses.store, clock: uses.clock),
            assets: AssetService(store: uses.store, clock: uses.clock),
            users: UserService(store: uses.store, clock: uses.clock),
            groups: GroupService(store: uses.store, clock: uses.clock), enrolment: uses.devices.enrolment,
            enrolmentCodes: EnrolmentCodeService(store: uses.store, clock: uses.clock),
            enrolments: EnrolmentApprovalService(store: uses.store, clock: uses.clock),
            hardware: HardwareService(store: uses.store, clock: uses.clock),
            compliance: uses.devices.compliance, actions: uses.devices.actions,
            scripts: ScriptService(store: uses.store, authority: authority, clock: uses.clock),
            documents: documents,
            reach: ReachService(store: uses.store, clock: uses.clock),
            enforcementPoints: EnforcementPointService(
                store: uses.store, authority: authority, clock: uses.clock,
                defaultSocket: defaultSocket),
            access: AccessService(store: uses.store, snapshot: uses.snapshot, clock: uses.clock),
            dryRun: DryRunService(documents: documents),
            notices: NoticeService(store: uses.store, clock: uses.clock), secrets: uses.secrets,
            authority: uses.authority,
            audit: AuditService(store: uses.store), tokens: uses.tokens, applications: uses.applications,
            accessPasses: uses.people.passes, sessions: uses.people.sessions, tenants: uses.tenants, clock: uses.clock)
    }

    private var defaultSocket: @Sendable (TenantID, String) -> String {
        { [folder, tenant] in
            $0 == tenant.id ? folder.decisionSocket(of: $1) : folder.decisionSocket(of: $1, in: $0)
        }
    }

    private var enrolment: [Route] {
        let authority = authority
        let endpoint = EnrolmentEndpoint(
            enrolment: uses.devices.enrolment, attestation: uses.devices.attestation, tenant: tenant.id,
            tenantOfCode: { [uses] code in try await uses.tenants.tenant(ofCode: code) }, devicePort: devicePort,
            deviceChannel: configuration.deviceChannel, trustRoots: authority.root, logger: logger)
        return [
            .open(
                .post, "/agent/v1/enrol", reason: "the enrolment code in the body is the credential",
                "Gives a machine its identity", rawBody: "application/json", traffic: .enrolment
            ) { call in
                let body = try await call.body(limit: EnrolmentEndpoint.largestBody)
                return Self.response(await endpoint.answer(body, host: call.host ?? "localhost", address: call.address))
            },
            .open(
                .post, "/agent/v1/enrol/challenge",
                reason: "a machine that enrols has no credential yet; how many are open is limited",
                "Asks a machine's TPM to show its keys, before it enrols", rawBody: "application/json",
                traffic: .enrolment
            ) { call in
                let body = try await call.body(limit: EnrolmentEndpoint.largestBody)
                return Self.response(await endpoint.challenge(body, address: call.address))
            },
        ]
    }

    private static func response(_ answer: EnrolmentEndpoint.Answer) -> Response {
        var response = Response(
            status: .init(code: answer.status), headers: [.contentType: answer.contentType],
            body: .init(byteBuffer: .init(bytes: answer.body)))
        if let seconds = answer.retryAfter { response.headers[.retryAfter] = "\(seconds)" }
        return response
    }

    private func readiness() async -> [ReadinessProblem] {
        if draining.hasBegun { return [ReadinessProblem(check: "node", message: "it is being stopped")] }
        return !uses.decisions.isProven
            ? [ReadinessProblem(check: "store", message: "the newest changes are not known to be here")] : []
    }
}
