import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct ReachServiceTests {
    private static let documents = """
        apiVersion: gatehouse/v1
        kind: DeviceGroup
        metadata: {name: even}
        spec: {rule: device.displayName -endsWith "0"}
        ---
        apiVersion: gatehouse/v1
        kind: AssignmentFilter
        metadata: {name: personal}
        spec: {rule: device.deviceOwnership -eq "Personal"}
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: evens}
        spec:
          groups: {include: [even]}
          requirements: [{name: debian, fact: os.id, equals: debian}]
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: personals}
        spec:
          assignmentFilter: {name: personal, mode: include}
          requirements: [{name: debian, fact: os.id, equals: debian}]
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: unknown-hardware}
        spec:
          filter: device.model -eq "XPS"
          requirements: [{name: debian, fact: os.id, equals: debian}]
        ---
        apiVersion: gatehouse/v1
        kind: AccessPolicy
        metadata: {name: block-macs}
        spec:
          conditions: {applications: {include: [All]}, platforms: {include: [macOS]}}
          grant: {controls: [block]}
        """

    private func add(_ count: Int, to fixture: Fixture) async throws {
        try await fixture.store.write(fixture.tenant.id) { work in
            for number in 0..<count {
                try work.save(
                    DeviceRecord(
                        device: Device(
                            id: DeviceID(high: 0x7000, low: UInt64(number + 1)), name: "device-\(number)",
                            platform: .linux, ownership: .company, enrolledAt: fixture.time.now,
                            lastContact: fixture.time.now),
                        hardwareDigest: "hardware-\(number)", identityAssurance: .agentVerified))
            }
        }
    }

    private func fixture(devices: Int) async throws -> (Fixture, ReachService) {
        let fixture = try await Fixture()
        try await add(devices, to: fixture)
        try await fixture.apply(Self.documents)
        while try await fixture.runner.runBatch() > 0 {}
        return (fixture, ReachService(store: fixture.store, clock: fixture.clock))
    }

    @Test func `every policy is listed for a device, with what decided`() async throws {
        let (fixture, reach) = try await fixture(devices: 1)
        let found = try await reach.policies(fixture.tenant.id, of: DeviceID(high: 0x7000, low: 1))
        #expect(found.map(\.name) == ["evens", "personals", "unknown-hardware", "block-macs"])
        #expect(found.map(\.reach.application) == [.applies, .doesNotApply, .mayApply, .doesNotApply])
        #expect(found.map(\.reach.decidedBy) == [.includedGroups, .assignmentFilter, .filter, .platforms])
        #expect(found.map(\.reach.name) == ["even", "personal", nil, nil])
        #expect(found.map(\.state) == [nil, nil, nil, .enabled])
    }

    @Test func `a fleet of several batches is counted whole and listed page by page`() async throws {
        let (fixture, reach) = try await fixture(devices: 1203)
        let tenant = fixture.tenant.id
        var names = [String]()
        var cursor: String?
        var pages = 0
        repeat {
            let page = try await reach.devices(
                tenant, kind: .compliancePolicy, name: "evens", limit: 50, cursor: cursor)
            #expect((page.count != nil) == (cursor == nil))
            if let count = page.count { #expect(count.reached == 121 && count.uncertain == 0) }
            names += page.page.elements.map(\.listing.device.name)
            cursor = page.page.next
            pages += 1
        } while cursor != nil
        #expect(pages == 3)
        #expect(names == (0...120).map { "device-\($0 * 10)" })
    }

    @Test func `what is not known is counted apart`() async throws {
        let (fixture, reach) = try await fixture(devices: 3)
        let found = try await reach.devices(
            fixture.tenant.id, kind: .compliancePolicy, name: "unknown-hardware", limit: 2, cursor: nil)
        #expect(found.count?.reached == 0 && found.count?.uncertain == 3)
        #expect(found.page.elements.map(\.reach.application) == [.mayApply, .mayApply])
        #expect(found.page.next != nil)
    }

    @Test func `groups have members, filters hold, and access policies reach`() async throws {
        let (fixture, reach) = try await fixture(devices: 11)
        let tenant = fixture.tenant.id
        let group = try await reach.devices(tenant, kind: .deviceGroup, name: "even", limit: 10, cursor: nil)
        #expect(group.page.elements.map(\.listing.device.name) == ["device-0", "device-10"])
        #expect(group.page.elements.first?.reach.decidedBy == .rule)
        let filter = try await reach.devices(tenant, kind: .assignmentFilter, name: "personal", limit: 10, cursor: nil)
        #expect(filter.page.elements.isEmpty && filter.count?.reached == 0)
        let policy = try await reach.devices(tenant, kind: .accessPolicy, name: "block-macs", limit: 10, cursor: nil)
        #expect(policy.page.elements.isEmpty)
    }

    @Test func `what is not there is not found, and what is about no device is refused`() async throws {
        let (fixture, reach) = try await fixture(devices: 1)
        let tenant = fixture.tenant.id
        #expect(
            await fixture.code {
                _ = try await reach.devices(tenant, kind: .compliancePolicy, name: "ghost", limit: 1, cursor: nil)
            } == .notFound)
        #expect(await fixture.code { _ = try await reach.policies(tenant, of: .random()) } == .notFound)
        #expect(
            await fixture.code {
                _ = try await reach.devices(tenant, kind: .application, name: "wiki", limit: 1, cursor: nil)
            } == .invalid)
        #expect(
            await fixture.code {
                _ = try await reach.devices(tenant, kind: .deviceGroup, name: "even", limit: 1, cursor: "x")
            } == .invalid)
    }
}
