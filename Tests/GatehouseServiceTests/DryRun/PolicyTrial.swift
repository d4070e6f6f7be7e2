import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseTestSupport

/// A node with devices that differ, an application and what decides about it.
struct PolicyTrial {
    static let frame = SampleDocuments.file(
        SampleDocuments.application("wiki"), SampleDocuments.application("payroll"),
        SampleDocuments.enforcementPoint(), SampleDocuments.baseline)

    let fixture: Fixture
    /// Devices by name: `good` is compliant, `bad` is not.
    private(set) var devices: [String: (machine: Machine, serial: String)] = [:]

    init(_ policies: String...) async throws {
        fixture = try await Fixture()
        try await fixture.apply(([Self.frame] + policies).joined(separator: "\n---\n"))
        for (name, login, hardware) in [("good", "no", Character("a")), ("bad", "yes", Character("b"))] {
            let enrolled = try await fixture.enrol(hardware: hardware, name: name)
            var machine = Machine(enrolled.device, hardware: hardware)
            _ = try await machine.report(["ssh.server.permitRootLogin": .known(.text(login))], in: fixture)
            devices[name] = (machine, try PeerCertificate(pemChain: enrolled.chain).serial)
        }
        try await fixture.catchUp()
    }

    var dryRun: DryRunService { DryRunService(documents: fixture.documents) }
    var access: AccessService {
        AccessService(store: fixture.store, snapshot: fixture.snapshot, clock: fixture.clock)
    }
    var tenant: TenantID { fixture.tenant.id }

    func id(_ name: String) -> DeviceID? { devices[name]?.machine.device }

    /// Asks as a proxy would, and records the answer.
    @discardableResult
    func ask(
        _ device: String?, _ application: String = "wiki", from address: String = "192.0.2.7",
        userAgent: String = "curl/8", credential: PresentedCredential? = nil
    ) async throws -> Outcome? {
        let own = device.flatMap { devices[$0] }.map { fixture.certificate($0.serial) }
        let answer = fixture.ask(
            application, credential ?? own ?? .none, from: IPAddress(address).map { .known($0) } ?? .unavailable,
            userAgent: userAgent)
        try await fixture.recorder.flush(to: fixture.store)
        return answer.outcome
    }

    func dryRun(_ text: String, replay: Duration? = .seconds(86_400)) async throws -> DryRunReport {
        try await dryRun.run(
            tenant, Proposal(files: [DocumentFile(name: "new.yaml", text: text)]), replay: replay)
    }

    /// Applies without anything that the fixture does for other tests.
    func apply(_ text: String, confirming: Bool = false, dryRun: Bool = false, largestFleet: Int = 5000)
        async throws -> DocumentChanges
    {
        try await DocumentService(store: fixture.store, clock: fixture.clock, largestFleet: largestFleet).apply(
            [DocumentFile(name: "new.yaml", text: text)], dryRun: dryRun, confirmingLockOut: confirming,
            as: fixture.caller(.administrator))
    }
}
