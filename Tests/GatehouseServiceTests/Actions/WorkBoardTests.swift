import GatehouseModel
import GatehouseService
import Synchronization
import Testing

@Suite struct WorkBoardTests {
    @Test func `a requested action wakes who waits, and is there`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol().device
        let key = WorkBoard.Key(tenant: fixture.tenant.id, device: device)
        let woken = Mutex(0)
        let waiter = fixture.work.wait(key, whileDesired: WorkBoard.nothing) { woken.withLock { $0 += 1 } }
        #expect(waiter != nil)
        let action = try await fixture.actions.request(
            fixture.tenant.id, kind: "sync", device: device, lifetime: .seconds(60), actor: "test")
        try await fixture.catchUp()
        #expect(woken.withLock(\.self) == 1)
        #expect(fixture.work.entry(key).actions.map(\.id) == [action.id])
        #expect(fixture.work.waiting == 0)
    }

    @Test func `asking again while one waits gives the same action`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol().device
        func request() async throws -> ActionID {
            try await fixture.actions.request(
                fixture.tenant.id, kind: "sync", device: device, lifetime: .seconds(60), actor: "test"
            ).id
        }
        #expect(try await request() == request())
    }

    @Test func `who asks with other work than there is, is answered at once`() {
        let board = WorkBoard()
        let woken = Mutex(0)
        let key = WorkBoard.Key(tenant: .random(), device: .random())
        #expect(board.wait(key, whileDesired: "something") { woken.withLock { $0 += 1 } } == nil)
        #expect(woken.withLock(\.self) == 1)
    }

    @Test func `a report on an action that has ended changes nothing`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol().device
        let id = try await fixture.actions.request(
            fixture.tenant.id, kind: "sync", device: device, lifetime: .seconds(60), actor: "test"
        ).id
        try await fixture.actions.report(fixture.tenant.id, device: device, action: id, state: .done, detail: "")
        try await fixture.actions.report(fixture.tenant.id, device: device, action: id, state: .failed, detail: "")
        #expect(try await fixture.actions.action(fixture.tenant.id, id: id).state == .done)
        let other = await fixture.code {
            try await fixture.actions.report(
                fixture.tenant.id, device: .random(), action: id, state: .done, detail: "")
        }
        #expect(other == .notFound)
    }
}
