import GatehouseModel
import GatehouseService
import GatehouseTestSupport
import GatehouseWire
import Hummingbird
import Testing

struct ActionRoutesTests {
    private static let batches = "/api/v1/action-batches"

    private func ask(
        _ api: APIFixture, _ request: ActionRequest, _ devices: [DeviceID], as role: Role = .administrator
    ) async throws -> ActionBatchItem {
        try await api.post(Self.batches, ActionBatchRequest(action: request, devices: devices), as: role).message()
    }

    @Test func `a batch by list shows how far it is, and each action is found`() async throws {
        try await APIFixture.run { api in
            let devices = [try await api.addDevice("a"), try await api.addDevice("b")]
            let batch = try await ask(api, ActionRequest(kind: "lock"), devices, as: .helpDesk)
            #expect(batch.devices == 2 && batch.approval == .notNeeded)
            #expect(batch.counts == [.init(state: .queued, devices: 2)])
            let again: ActionBatchItem = try await api.ask(.get, "\(Self.batches)/\(batch.id)").message()
            #expect(again == batch)
            let page: ListPage<ActionItem> = try await api.ask(
                .get, "/api/v1/actions?filter=device%20eq%20%27\(devices[0])%27"
            ).message()
            #expect(page.items.map(\.device) == [devices[0]])
            let detail: ActionDetail = try await api.ask(.get, "/api/v1/actions/\(page.items[0].id)").message()
            #expect(detail.action == page.items[0])
        }
    }

    @Test func `a batch by filter takes the filter of the device list`() async throws {
        try await APIFixture.run { api in
            try await api.addDevice("laptop-1")
            try await api.addDevice("server-1")
            let request = ActionBatchRequest(
                action: ActionRequest(kind: "reboot"), filter: "startswith(name,'server')")
            let batch: ActionBatchItem = try await api.post(Self.batches, request).message()
            #expect(batch.devices == 1)
            let bad = ActionBatchRequest(action: ActionRequest(kind: "reboot"), filter: "colour eq 'red'")
            #expect(try await api.post(Self.batches, bad).status == 400)
        }
    }

    @Test func `who asked cannot agree, another administrator can`() async throws {
        try await APIFixture.run { api in
            let device = try await api.addDevice("laptop")
            let batch = try await ask(api, ActionRequest(kind: "retire"), [device], as: .helpDesk)
            #expect(batch.approval == .pending)
            let approval = "\(Self.batches)/\(batch.id)/approve"
            let own = try await api.post(approval, ActionDecisionRequest(), as: .helpDesk)
            #expect(own.status == 403)
            #expect(try own.message(Problem.self).detail == "who asked for it cannot approve it")
            #expect(try await api.post(approval, ActionDecisionRequest(), as: .analyst).status == 403)
            let agreed: ActionBatchItem = try await api.post(
                approval, ActionDecisionRequest(reason: "ticket 42")
            ).message()
            #expect(agreed.approval == .approved && agreed.decidedBy == "token:administrator")
            #expect(agreed.reason == "ticket 42" && agreed.counts == [.init(state: .queued, devices: 1)])
            #expect(try await api.post(approval, ActionDecisionRequest()).status == 409)
        }
    }

    @Test func `the second person reads the script that they agree to`() async throws {
        try await APIFixture.run { api in
            let device = try await api.addDevice("laptop")
            let script = ActionRequest.ScriptRequest(text: "#!/bin/sh\nuptime\n", timeLimit: "1m")
            let batch = try await ask(api, ActionRequest(kind: "runScript", script: script), [device])
            #expect(batch.script == "#!/bin/sh\nuptime\n")
            #expect(batch.parameters["timeLimit"] == "1m")
            let rejected: ActionBatchItem = try await api.post(
                "\(Self.batches)/\(batch.id)/reject", ActionDecisionRequest(reason: "no")
            ).message()
            #expect(rejected.approval == .rejected)
        }
    }

    @Test(arguments: [
        (ActionRequest(kind: "wipe"), Role.helpDesk), (ActionRequest(kind: "runScript", script: .example), .helpDesk),
        (ActionRequest(kind: "rename", name: "a"), .analyst), (ActionRequest(kind: "lock"), .policyAuthor),
        (ActionRequest(kind: "sync"), .reader),
    ])
    func `a role asks only for what it may`(request: ActionRequest, role: Role) async throws {
        try await APIFixture.run { api in
            let device = try await api.addDevice("laptop")
            let answer = try await api.post(
                Self.batches, ActionBatchRequest(action: request, devices: [device]), as: role)
            #expect(answer.status == 403)
        }
    }

    @Test(arguments: [
        ActionRequest(kind: "explode"), ActionRequest(kind: "lock", dryRun: true),
        ActionRequest(kind: "rename", name: "a b"), ActionRequest(kind: "wipe", scope: "everything"),
        ActionRequest(kind: "runScript"), ActionRequest(kind: "lock", expiresIn: "0s"),
        ActionRequest(kind: "lock", expiresIn: "soon"),
    ])
    func `what cannot be meant is refused`(request: ActionRequest) async throws {
        try await APIFixture.run { api in
            let device = try await api.addDevice("laptop")
            let answer = try await api.post(Self.batches, ActionBatchRequest(action: request, devices: [device]))
            #expect(answer.status == 400)
            #expect(try await api.post(Self.batches, ActionBatchRequest(action: request)).status == 400)
        }
    }

    @Test func `an action is withdrawn, and so is what is left of a batch`() async throws {
        try await APIFixture.run { api in
            let devices = [try await api.addDevice("a"), try await api.addDevice("b")]
            let batch = try await ask(api, ActionRequest(kind: "lock"), devices)
            let page: ListPage<ActionItem> = try await api.ask(.get, "/api/v1/actions").message()
            let cancel = "/api/v1/actions/\(page.items[0].id)/cancel"
            #expect(try await api.post(cancel, ActionDecisionRequest(reason: "mistake")).status == 204)
            let rest: ActionBatchItem = try await api.post(
                "\(Self.batches)/\(batch.id)/cancel", ActionDecisionRequest()
            ).message()
            #expect(rest.counts == [.init(state: .cancelled, devices: 2)] && rest.isFinal)
        }
    }

    @Test func `a file that was not sent is not found`() async throws {
        try await APIFixture.run { api in
            let device = try await api.addDevice("a")
            _ = try await ask(api, ActionRequest(kind: "collectLogs"), [device])
            let page: ListPage<ActionItem> = try await api.ask(.get, "/api/v1/actions").message()
            #expect(try await api.ask(.get, "/api/v1/actions/\(page.items[0].id)/artefact").status == 404)
        }
    }
}
