import GatehouseKeys
import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct ActionServiceTests {
    private let fixture: Fixture
    private let device: DeviceID

    init() async throws {
        fixture = try await Fixture()
        device = try await fixture.enrol().device
    }

    private var tenant: TenantID { fixture.tenant.id }
    private var first: Caller { Caller(tenant: tenant, actor: "token:first", role: "administrator") }
    private var second: Caller { Caller(tenant: tenant, actor: "token:second", role: "administrator") }

    private func request(
        _ command: ActionCommand, as caller: Caller? = nil, request: String = "", lifetime: Duration? = nil
    ) async throws -> ActionOverview {
        try await fixture.actions.request(
            tenant, ActionProposal(command, devices: [device], lifetime: lifetime, request: request),
            as: caller ?? first)
    }

    private func only(_ overview: ActionOverview) async throws -> DeviceAction {
        let actions = try await fixture.store.read(tenant) { try $0.actions(in: overview.batch.id) }
        return try #require(actions.first)
    }

    private func state(_ action: DeviceAction) async throws -> ActionState {
        try await fixture.actions.action(tenant, id: action.id).action.state
    }

    private func report(_ action: DeviceAction, _ progress: ActionProgress) async throws {
        try await fixture.actions.report(tenant, device: device, action: action.id, progress)
    }

    @Test func `an action is delivered, gets on and ends, each step once`() async throws {
        let action = try await only(request(.lock))
        #expect(action.state == .queued)
        let delivered = try await fixture.actions.accept(tenant, device: device, action: action.id)
        #expect(delivered.action.state == .delivered && delivered.action.deliveredAt == fixture.time.now)
        fixture.time.advance(.seconds(1))
        #expect(try await fixture.actions.accept(tenant, device: device, action: action.id) == delivered)
        try await report(action, ActionProgress(.running, detail: "half", percent: 150))
        var shown = try await fixture.actions.action(tenant, id: action.id).action
        #expect(shown.state == .running && shown.detail == "half" && shown.percent == 100)
        let result = ActionResult(exitCode: 0, output: "ok\n")
        try await report(action, ActionProgress(.succeeded, detail: "locked", result: result))
        shown = try await fixture.actions.action(tenant, id: action.id).action
        #expect(shown.state == .succeeded && shown.result == result && shown.percent == nil)
        try await report(action, ActionProgress(.failed, detail: "late"))
        #expect(try await fixture.actions.action(tenant, id: action.id).action == shown)
        #expect(
            await fixture.code { _ = try await fixture.actions.accept(tenant, device: device, action: action.id) }
                == .conflict)
    }

    @Test func `the same request under the same identifier is one`() async throws {
        let once = try await request(.lock, request: "mine")
        #expect(try await request(.lock, request: "mine") == once)
        #expect(try await request(.lock, as: second, request: "mine").batch.id != once.batch.id)
        #expect(await fixture.code { _ = try await request(.reboot, request: "mine") } == .conflict)
        #expect(try await request(.lock).batch.id != once.batch.id)
    }

    @Test func `what no device has taken can be withdrawn, and what one has cannot`() async throws {
        let action = try await only(request(.lock))
        try await fixture.actions.cancel(tenant, action: action.id, reason: "mistake", as: first)
        try await fixture.actions.cancel(tenant, action: action.id, reason: "mistake", as: first)
        #expect(try await state(action) == .cancelled)
        #expect(
            await fixture.code { _ = try await fixture.actions.accept(tenant, device: device, action: action.id) }
                == .conflict)
        let taken = try await only(request(.lock))
        _ = try await fixture.actions.accept(tenant, device: device, action: taken.id)
        #expect(
            await fixture.code {
                try await fixture.actions.cancel(tenant, action: taken.id, reason: "", as: first)
            } == .conflict)
    }

    @Test func `an action of another device cannot be taken or reported on`() async throws {
        let other = try await fixture.enrol(hardware: "b", name: "other").device
        let action = try await only(request(.lock))
        #expect(
            await fixture.code { _ = try await fixture.actions.accept(tenant, device: other, action: action.id) }
                == .notFound)
        #expect(
            await fixture.code {
                try await fixture.actions.report(tenant, device: other, action: action.id, ActionProgress(.succeeded))
            } == .notFound)
    }

    @Test(arguments: [ActionCommand.wipe(.selective, isDryRun: false), .retire(isDryRun: false)])
    func `what removes data waits for a second person, who is another`(command: ActionCommand) async throws {
        let asked = try await request(command)
        let action = try await only(asked)
        #expect(asked.batch.approval == .pending && action.state == .pendingApproval)
        try await fixture.catchUp()
        #expect(fixture.work.entry(.init(tenant: tenant, device: device)).actions.isEmpty)
        #expect(
            await fixture.code { _ = try await fixture.actions.accept(tenant, device: device, action: action.id) }
                == .notFound)
        let batch = asked.batch.id
        #expect(
            await fixture.code { _ = try await fixture.actions.approve(tenant, batch: batch, reason: "", as: first) }
                == .notPermitted)
        var reader = second
        reader.role = "analyst"
        let analyst = reader
        #expect(
            await fixture.code { _ = try await fixture.actions.approve(tenant, batch: batch, reason: "", as: analyst) }
                == .notPermitted)
        let approved = try await fixture.actions.approve(tenant, batch: batch, reason: "ticket 42", as: second)
        #expect(approved.batch.decidedBy == "token:second" && approved.counts == [.queued: 1])
        #expect(
            await fixture.code { _ = try await fixture.actions.approve(tenant, batch: batch, reason: "", as: second) }
                == .conflict)
        let acts = try await fixture.audit.rows(tenant, after: 0, limit: 100).map(\.entry)
        #expect(acts.suffix(2).map(\.actor) == ["token:first", "token:second"])
        #expect(acts.last?.action == "action.approve" && acts.last?.detail.contains("ticket 42") == true)
    }

    @Test func `what is refused is never delivered`() async throws {
        let asked = try await request(.retire(isDryRun: false))
        let rejected = try await fixture.actions.reject(tenant, batch: asked.batch.id, reason: "no", as: second)
        #expect(rejected.counts == [.rejected: 1] && rejected.batch.approval == .rejected)
        #expect(
            await fixture.code {
                _ = try await fixture.actions.approve(tenant, batch: asked.batch.id, reason: "", as: second)
            } == .conflict)
    }

    @Test func `a dry run needs nobody else`() async throws {
        #expect(try await request(.wipe(.selective, isDryRun: true)).counts == [.queued: 1])
    }

    @Test func `a device that retired has no identity any more, and what waited for it is withdrawn`() async throws {
        let asked = try await request(.retire(isDryRun: false))
        _ = try await fixture.actions.approve(tenant, batch: asked.batch.id, reason: "", as: second)
        let waiting = try await only(request(.lock))
        let action = try await only(asked)
        _ = try await fixture.actions.accept(tenant, device: device, action: action.id)
        try await report(action, ActionProgress(.succeeded, detail: "gone"))
        let dossier = try await fixture.devices.dossier(tenant, device)
        #expect(dossier.record.device.lifecycle == .retired)
        #expect(dossier.certificates.allSatisfy { $0.revokedAt != nil })
        #expect(try await state(waiting) == .cancelled)
        #expect(await fixture.code { _ = try await request(.lock) } == .conflict)
    }

    @Test func `a dry run of retiring leaves the identity as it is`() async throws {
        let action = try await only(request(.retire(isDryRun: true)))
        _ = try await fixture.actions.accept(tenant, device: device, action: action.id)
        try await report(action, ActionProgress(.succeeded, result: ActionResult(output: "1 folder\n")))
        #expect(try await fixture.devices.dossier(tenant, device).record.device.lifecycle == .enrolled)
    }

    @Test func `a renamed device bears its name here`() async throws {
        let action = try await only(request(.rename(to: "eng-laptop-8")))
        _ = try await fixture.actions.accept(tenant, device: device, action: action.id)
        try await report(action, ActionProgress(.succeeded))
        #expect(try await fixture.devices.find(tenant, "eng-laptop-8").id == device)
    }

    @Test func `a role asks only for what it may`() async throws {
        let helper = Caller(tenant: tenant, actor: "token:helper", role: "helpDesk")
        _ = try await request(.lock, as: helper)
        let code = await fixture.code { _ = try await request(.wipe(.selective, isDryRun: true), as: helper) }
        #expect(code == .notPermitted)
    }

    @Test func `a person's own device is neither searched nor used`() async throws {
        let owner = try await fixture.store.read(tenant) { try $0.device(device) }
        var record = try #require(owner)
        record.device.ownership = .personal
        let personal = record
        try await fixture.store.write(tenant) { try $0.save(personal) }
        #expect(await fixture.code { _ = try await request(.collectLogs) } == .conflict)
        #expect(try await request(.lock).counts == [.queued: 1])
    }

    @Test func `a filter means the enrolled devices that it holds for`() async throws {
        let other = try await fixture.enrol(hardware: "b", name: "server-1").device
        let revoked = try await fixture.enrol(hardware: "c", name: "server-2").device
        try await fixture.enrolment.revoke(tenant, device: revoked, reason: "lost", actor: "test")
        let filter = ListQuery.Filter.compare(field: "name", .startsWith, .text("server"))
        let asked = try await fixture.actions.request(
            tenant, ActionProposal(.lock, filter: filter), as: first)
        #expect(asked.batch.devices == 1)
        #expect(try await only(asked).device == other)
        let none = ListQuery.Filter.compare(field: "name", .equals, .text("ghost"))
        #expect(
            await fixture.code {
                _ = try await fixture.actions.request(tenant, ActionProposal(.lock, filter: none), as: first)
            } == .conflict)
        let both = try await fixture.actions.request(
            tenant, ActionProposal(.sync, devices: [device, other, device]), as: first)
        #expect(both.counts == [.queued: 2])
        let cancelled = try await fixture.actions.cancel(tenant, batch: both.batch.id, reason: "", as: first)
        #expect(cancelled.counts == [.cancelled: 2])
    }

    @Test func `files are taken of actions under way, and shown to who may ask for them`() async throws {
        let action = try await only(request(.collectLogs))
        func keep(_ count: Int) async throws {
            try await fixture.actions.keep(
                tenant, device: device, action: action.id, name: "logs.tar",
                content: [UInt8](repeating: 1, count: count))
        }
        #expect(await fixture.code { try await keep(3) } == .conflict)
        _ = try await fixture.actions.accept(tenant, device: device, action: action.id)
        #expect(await fixture.code { try await keep(1 << 20 + 1) } == .invalid)
        try await keep(3)
        #expect(try await fixture.actions.artefact(tenant, of: action.id, as: first).content == [1, 1, 1])
        let author = Caller(tenant: tenant, actor: "token:author", role: "policyAuthor")
        #expect(
            await fixture.code { _ = try await fixture.actions.artefact(tenant, of: action.id, as: author) }
                == .notPermitted)
    }
}
