import GatehouseAPI
import GatehouseModel
import GatehouseService
import GatehouseStorage
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct DeviceRoutesTests {
    @Test func `devices are listed in the order of names, page by page`() async throws {
        try await APIFixture.run { api in
            for name in ["c", "a", "b"] { try await api.addDevice(name) }
            let first: ListPage<DeviceSummary> = try await api.ask(.get, "/api/v1/devices?limit=2", as: .reader)
                .message()
            #expect(first.items.map(\.name) == ["a", "b"])
            let cursor = APIRoute.percentEncoded(try #require(first.next))
            let second: ListPage<DeviceSummary> = try await api.ask(
                .get, "/api/v1/devices?limit=2&cursor=\(cursor)", as: .reader
            ).message()
            #expect(second.items.map(\.name) == ["c"])
            #expect(second.next == nil)
        }
    }

    @Test func `a filter chooses by compliance`() async throws {
        try await APIFixture.run { api in
            try await api.addDevice("good", state: .compliant)
            try await api.addDevice("bad", state: .noncompliant)
            let filter = APIRoute.percentEncoded("complianceState eq 'noncompliant'")
            let page: ListPage<DeviceSummary> = try await api.ask(.get, "/api/v1/devices?filter=\(filter)").message()
            #expect(page.items.map(\.name) == ["bad"])
        }
    }

    @Test(arguments: [
        "filtr=x", "limit=0", "limit=many", "orderBy=colour", "filter=name", "cursor=nonsense", "limit=1&limit=2",
    ])
    func `a question that is not one is refused`(query: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, "/api/v1/devices?\(query)")
            #expect(answer.status == 400)
            #expect(answer.code == "invalid")
        }
    }

    @Test func `a device shows its verdict`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop", state: .inGracePeriod)
            let detail: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            #expect(detail.device.name == "laptop")
            #expect(detail.verdict?.state == .inGracePeriod)
            #expect(detail.identityAssurance == .agentVerified)
        }
    }

    @Test func `a device that was never judged has no verdict`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let detail: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            #expect(detail.verdict == nil)
            #expect(detail.device.complianceState == .unknown)
        }
    }

    @Test(arguments: ["00000000-0000-4000-8000-000000000000", "laptop", "%00"])
    func `a device that is not there is not found`(id: String) async throws {
        try await APIFixture.run { api in
            let answer = try await api.ask(.get, "/api/v1/devices/\(id)")
            #expect(answer.status == 404)
        }
    }

    @Test func `a deleted device is gone, and the act is in the audit log`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            #expect(try await api.ask(.delete, "/api/v1/devices/\(id)").status == 204)
            #expect(try await api.ask(.get, "/api/v1/devices/\(id)").status == 404)
            let acts = try await api.services.audit.rows(Tenant.test.id, after: 0, limit: 100)
            #expect(acts.last?.entry.action == "device.delete")
            #expect(acts.last?.entry.actor == "token:administrator")
        }
    }

    @Test func `revoking ends the device's life with the reason`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let answer = try await api.post(
                "/api/v1/devices/\(id)/revoke", RevocationRequest(reason: "lost"), as: .helpDesk)
            #expect(answer.status == 204)
            let detail: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            #expect(detail.device.lifecycle == .revoked)
        }
    }

    @Test func `a device changes hands, and the log says so`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let detail: DeviceDetail = try await api.ask(
                .patch, "/api/v1/devices/\(id)", body: #"{"ownership": "personal", "owner": "ada@example.org"}"#
            ).message()
            #expect(detail.device.ownership == .personal)
            #expect(detail.device.owner == "ada@example.org")
            let acts = try await api.services.audit.rows(Tenant.test.id, after: 0, limit: 100).map(\.entry.action)
            #expect(acts.suffix(2) == ["device.changeOwnership", "device.update"])
        }
    }

    @Test func `a device does not change hands where something else of the request is refused`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let before: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            let answer = try await api.ask(
                .patch, "/api/v1/devices/\(id)", body: #"{"ownership": "personal", "addTags": ["no tag, this"]}"#)
            #expect(answer.status == 400)
            let after: DeviceDetail = try await api.ask(.get, "/api/v1/devices/\(id)").message()
            #expect(after.device.ownership == before.device.ownership)
        }
    }

    @Test func `a revocation wants a reason`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let answer = try await api.post("/api/v1/devices/\(id)/revoke", RevocationRequest(reason: ""))
            #expect(answer.status == 400)
        }
    }

    @Test func `facts come with value, source and assurance`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let fact = Fact(
                key: "os.version", state: .known(.text("12.11")), source: "/etc/os-release", evidence: "12.11",
                observedAt: APIFixture.now, assurance: .agentVerified)
            try await api.store.write(Tenant.test.id) { try $0.save([fact], of: id, receivedAt: APIFixture.now) }
            let page: ListPage<FactItem> = try await api.ask(.get, "/api/v1/devices/\(id)/facts").message()
            #expect(page.items == [FactItem(fact)])
        }
    }

    @Test func `a sync is queued once while it waits`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let uri = "/api/v1/devices/\(id)/actions"
            let first = try await api.post(uri, ActionRequest(kind: "sync"), as: .helpDesk)
            #expect(first.status == 202)
            let second: ActionItem = try await api.post(uri, ActionRequest(kind: "sync"), as: .analyst).message()
            #expect(try first.message(ActionItem.self).id == second.id)
            let page: ListPage<ActionItem> = try await api.ask(.get, uri).message()
            #expect(page.items.map(\.state) == [.queued])
        }
    }

    @Test func `an unknown action is refused`() async throws {
        try await APIFixture.run { api in
            let id = try await api.addDevice("laptop")
            let answer = try await api.post("/api/v1/devices/\(id)/actions", ActionRequest(kind: "explode"))
            #expect(answer.status == 400)
        }
    }
}
