import Foundation
import GatehouseModel
import GatehouseService
import GatehouseSimulatorIO
import GatehouseStorage
import Logging

/// Ten thousand machines in a store, and the services that judge them.
struct ReevaluateFleet: Sendable {
    let follower: SnapshotFollower
    let runner: JobRunner
    private let arguments: ReevaluateArguments
    private let store: SQLStore
    private let tenant = Tenant(id: .random(), name: "bench", createdAt: .now)
    private let documents: DocumentService
    private let compliance: ComplianceService

    init(_ arguments: ReevaluateArguments) async throws {
        self.arguments = arguments
        store = try await SQLStore.open(path: "\(arguments.folder)/gatehouse.sqlite")
        try await store.addTenant(tenant)
        let clock = GatehouseService.Clock { .now }
        let policies = PolicyBook()
        let logger = Logger(label: "bench")
        documents = DocumentService(store: store, clock: clock)
        compliance = ComplianceService(store: store, policies: policies, clock: clock)
        follower = SnapshotFollower(
            store: store,
            memory: .init(
                snapshot: AccessSnapshot(), policies: policies, work: WorkBoard(), enforcementPoints: { _, _ in }),
            clock: clock, logger: logger)
        runner = JobRunner(store: store, policies: policies, contacts: ContactLog(), clock: clock, logger: logger)
    }

    /// A policy of four requirements, the last of which is satisfied by version 12 and not by 13.
    func policy(atLeast version: String) -> DocumentFile {
        DocumentFile(
            name: "bench.yaml",
            text: """
                apiVersion: gatehouse/v1
                kind: CompliancePolicy
                metadata: {name: bench}
                spec:
                  platforms: [linux]
                  requirements:
                    - {name: Disks are encrypted, fact: storage.encrypted, equals: true}
                    - {name: The firewall is on, fact: firewall.active, equals: true}
                    - {name: Root cannot sign in, fact: ssh.server.permitRootLogin, equals: "no"}
                    - {name: The system is new, fact: os.version, atLeast: "\(version)"}
                """)
    }

    /// A group of half the fleet, which moves five thousand devices.
    var group: DocumentFile {
        DocumentFile(
            name: "group.yaml",
            text: """
                apiVersion: gatehouse/v1
                kind: DeviceGroup
                metadata: {name: even}
                spec: {rule: device.tags -contains "even"}
                """)
    }

    /// Every machine as it stands after its first report.
    func fill() async throws {
        try await FleetStock(packages: arguments.packages).fill(store, tenant.id, devices: arguments.devices)
    }

    /// Seconds from handing in the documents until every device was judged by them.
    func judged(after files: [DocumentFile]) async throws -> Double {
        guard !files.isEmpty else { return 0 }
        let start = ContinuousClock.now
        _ = try await documents.apply(
            files, dryRun: false, as: Caller(tenant: tenant.id, actor: "bench", role: "administrator"))
        while try await compliance.summary(tenant.id).evaluation != nil {
            guard ContinuousClock.now - start < .seconds(600) else {
                throw CheckInFailure("the fleet was not judged within ten minutes")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        return (ContinuousClock.now - start) / .seconds(1)
    }

    /// Devices by their state.
    func states() async throws -> [Int] { try await compliance.summary(tenant.id).devices.map(\.value) }
}
