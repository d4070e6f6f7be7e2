import GatehouseModel
import GatehouseService
import GatehouseStorage
import Testing

@Suite struct ActionJobsTests {
    private let fixture: Fixture
    private let device: DeviceID

    init() async throws {
        fixture = try await Fixture()
        device = try await fixture.enrol().device
    }

    private func ask(_ command: ActionCommand, lifetime: Duration) async throws -> DeviceAction {
        let caller = Caller(tenant: fixture.tenant.id, actor: "token:first", role: "administrator")
        let asked = try await fixture.actions.request(
            fixture.tenant.id, ActionProposal(command, devices: [device], lifetime: lifetime), as: caller)
        let actions = try await fixture.store.read(fixture.tenant.id) { try $0.actions(in: asked.batch.id) }
        return try #require(actions.first)
    }

    private func state(_ action: DeviceAction) async throws -> ActionState {
        try await fixture.runner.runBatch()
        return try await fixture.actions.action(fixture.tenant.id, id: action.id).action.state
    }

    @Test func `what no device takes in time expires, also what nobody agreed to`() async throws {
        let queued = try await ask(.lock, lifetime: .seconds(60))
        let pending = try await ask(.retire(isDryRun: false), lifetime: .seconds(60))
        fixture.time.advance(.seconds(59))
        #expect(try await state(queued) == .queued)
        fixture.time.advance(.seconds(1))
        #expect(try await state(queued) == .expired)
        #expect(try await state(pending) == .expired)
        try await fixture.catchUp()
        #expect(fixture.work.entry(.init(tenant: fixture.tenant.id, device: device)).actions.isEmpty)
    }

    @Test func `a device that took an action has a day more to say what became of it`() async throws {
        let action = try await ask(.lock, lifetime: .seconds(60))
        _ = try await fixture.actions.accept(fixture.tenant.id, device: device, action: action.id)
        fixture.time.advance(.seconds(61))
        #expect(try await state(action) == .delivered)
        fixture.time.advance(.seconds(86_400))
        #expect(try await state(action) == .failed)
        #expect(try await fixture.store.read(fixture.tenant.id) { try $0.jobCount(kind: "action.expire") } == 0)
    }

    @Test func `a queued action is not handed out after its end, whether or not the job ran`() async throws {
        let action = try await ask(.lock, lifetime: .seconds(60))
        fixture.time.advance(.seconds(60))
        #expect(
            await fixture.code {
                _ = try await fixture.actions.accept(fixture.tenant.id, device: device, action: action.id)
            } == .conflict)
    }
}
