import GatehouseAPI
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct ReachRoutesTests {
    private static let documents = """
        apiVersion: gatehouse/v1
        kind: DeviceGroup
        metadata: {name: engineering}
        spec: {members: [a]}
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: baseline}
        spec:
          groups: {include: [engineering]}
          requirements: [{name: debian, fact: os.id, equals: debian}]
        ---
        apiVersion: gatehouse/v1
        kind: CompliancePolicy
        metadata: {name: everybody}
        spec: {requirements: [{name: debian, fact: os.id, equals: debian}]}
        ---
        apiVersion: gatehouse/v1
        kind: AccessPolicy
        metadata: {name: watched}
        spec:
          state: reportOnly
          conditions: {applications: {include: [All]}}
          grant: {controls: [compliantDevice]}
        """

    private func withDevices(_ body: @Sendable (APIFixture, DeviceID) async throws -> Void) async throws {
        try await APIFixture.run { api in
            let file = SourceFile(name: "a.yaml", text: Self.documents)
            #expect(try await api.post("/api/v1/apply", ApplyRequest(files: [file], dryRun: false)).status == 200)
            for name in ["b", "c"] { try await api.addDevice(name, state: .compliant) }
            try await body(api, try await api.addDevice("a"))
        }
    }

    @Test func `a device has its policies, with the group that decided`() async throws {
        try await withDevices { api, id in
            try await api.store.write(Tenant.test.id) { work in
                guard var record = try work.device(id) else { return }
                record.device.groups = ["engineering"]
                try work.save(record)
            }
            let page: ListPage<DevicePolicyItem> = try await api.ask(
                .get, "/api/v1/devices/\(id)/policies", as: .reader
            ).message()
            #expect(page.items.map(\.policy) == ["baseline", "everybody", "watched"])
            #expect(page.items.map(\.reach) == [.applies, .applies, .applies])
            #expect(page.items[0].decidedBy == "includedGroups" && page.items[0].name == "engineering")
            #expect(page.items[1].decidedBy == nil)
            #expect(page.items.map(\.state) == [nil, nil, .reportOnly])
        }
    }

    @Test func `a policy has its devices, counted and paged`() async throws {
        try await withDevices { api, _ in
            let uri = "/api/v1/documents/cp/everybody/devices?limit=2"
            let first: ReachedDevicesPage = try await api.ask(.get, uri, as: .reader).message()
            #expect(first.reached == 3 && first.uncertain == 0 && first.items.count == 2)
            let next = try #require(first.next)
            let second: ReachedDevicesPage = try await api.ask(.get, "\(uri)&cursor=\(next)").message()
            #expect(second.reached == nil && second.items.count == 1 && second.next == nil)
            let names = (first.items + second.items).map(\.device.name).sorted()
            #expect(names == ["a", "b", "c"])
        }
    }

    @Test(arguments: [
        ("documents/Application/wiki/devices", 400), ("documents/CompliancePolicy/ghost/devices", 404),
        ("documents/gadget/x/devices", 404), ("documents/cp/everybody/devices?limit=0", 400),
        ("documents/cp/everybody/devices?cursor=nonsense", 400), ("documents/cp/everybody/devices?filter=x", 400),
        ("devices/00000000-0000-4000-8000-000000000000/policies", 404),
    ])
    func `a question that is not one is refused`(path: String, status: Int) async throws {
        try await withDevices { api, _ in
            let answer = try await api.ask(.get, "/api/v1/\(path)")
            #expect(answer.status == status)
        }
    }

    @Test func `a device shows the groups that it is in, and those that it may be in`() async throws {
        try await withDevices { api, id in
            try await api.store.write(Tenant.test.id) { work in
                guard var record = try work.device(id) else { return }
                record.device.groups = ["engineering"]
                record.device.uncertainGroups = ["rugged"]
                try work.save(record)
            }
            let detail: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            #expect(detail.device.groups == ["engineering"] && detail.device.uncertainGroups == ["rugged"])
        }
    }
}
