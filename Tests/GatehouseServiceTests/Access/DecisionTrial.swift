import GatehouseAuthority
import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport

/// A node with one device, and a proxy that asks about it: applications are for devices that comply.
struct DecisionTrial {
    static let rules = SampleDocuments.file(
        SampleDocuments.application("wiki"), SampleDocuments.application("payroll"),
        SampleDocuments.enforcementPoint(), SampleDocuments.baseline,
        SampleDocuments.accessPolicy(applications: "[All]"))

    let fixture: Fixture
    var machine: Machine
    let serial: String

    /// - Parameter login: whether root may log in at the device, which complies where it may not.
    init(
        login: String = "no", recording: DecisionRecorder.Capacity = DecisionRecorder.Capacity()
    ) async throws {
        fixture = try await Fixture(recording: recording)
        try await fixture.apply(Self.rules)
        let enrolled = try await fixture.enrol()
        machine = Machine(enrolled.device)
        serial = try PeerCertificate(pemChain: enrolled.chain).serial
        _ = try await machine.report(["ssh.server.permitRootLogin": .known(.text(login))], in: fixture)
        try await fixture.catchUp()
    }

    var point: EnforcementPointName { fixture.point }

    /// What the proxy is told; the device shows its certificate unless it shows something else.
    func ask(_ application: String = "wiki", _ credential: PresentedCredential? = nil) -> EnforcementAnswer {
        fixture.ask(application, credential ?? fixture.certificate(serial))
    }

    /// `nil` where the node refuses to decide.
    func outcome(_ application: String = "wiki", _ credential: PresentedCredential? = nil) -> Outcome? {
        ask(application, credential).outcome
    }
}

extension Fixture {
    /// The proxy that asks.
    var point: EnforcementPointName { EnforcementPointName(tenant: tenant.id, name: "default") }

    /// A client certificate of this serial that the tenant's authority issued.
    func certificate(_ serial: String) -> PresentedCredential {
        .certificate(serial: serial, issuer: authority.issuerName)
    }

    /// What the proxy is told now.
    func ask(
        _ application: String, _ credential: PresentedCredential,
        from address: Input<IPAddress> = .known(IPAddress(v4: 0x7F00_0001)), userAgent: String = "curl/8"
    ) -> EnforcementAnswer {
        decisions.decide(
            EnforcementRequest(
                application: application, credential: credential, address: address, userAgent: userAgent),
            from: point, at: time.now)
    }
}

extension EnforcementAnswer {
    /// `nil` where the node refuses to decide.
    var outcome: Outcome? {
        if case .decided(_, let outcome, _, _) = self { outcome } else { nil }
    }
}
