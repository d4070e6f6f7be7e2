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
        let asked = try await fixture.actions.request(
            fixture.tenant.id, ActionProposal(.sync, devices: [device]), as: fixture.caller(.administrator))
        try await fixture.catchUp()
        #expect(woken.withLock(\.self) == 1)
        #expect(fixture.work.entry(key).actions.map(\.batch) == [asked.batch.id])
        #expect(fixture.work.waiting == 0)
    }

    @Test func `asking again while one waits gives the same`() async throws {
        let fixture = try await Fixture()
        let device = try await fixture.enrol().device
        func request() async throws -> ActionBatchID {
            try await fixture.actions.request(
                fixture.tenant.id, ActionProposal(.sync, devices: [device]), as: fixture.caller(.administrator)
            ).batch.id
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
}
