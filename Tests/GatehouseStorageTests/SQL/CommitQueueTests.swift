import GatehouseService
import Testing

@testable import GatehouseStorage

@Suite struct CommitQueueTests {
    private let write = WaitingWrite(run: { _ in {} }, fail: { _ in })

    @Test func `only who finds the writer idle starts it`() throws {
        let queue = CommitQueue(capacity: 4, batch: 2)
        #expect(try queue.add(write))
        #expect(try !queue.add(write))
        #expect(queue.next()?.count == 2)
        #expect(try !queue.add(write))
        #expect(queue.next()?.count == 1)
        #expect(queue.next() == nil)
        #expect(try queue.add(write))
    }

    @Test func `a batch is no larger than its limit`() throws {
        let queue = CommitQueue(capacity: 9, batch: 2)
        for _ in 1...5 { _ = try queue.add(write) }
        #expect(queue.next()?.count == 2)
        #expect(queue.next()?.count == 2)
        #expect(queue.next()?.count == 1)
    }

    @Test func `a full line refuses, and takes again when it is shorter`() throws {
        let queue = CommitQueue(capacity: 2, batch: 1)
        for _ in 1...2 { _ = try queue.add(write) }
        let error = #expect(throws: StoreError.self) { try queue.add(write) }
        #expect(error?.code == .unavailable)
        _ = queue.next()
        #expect(try !queue.add(write))
    }

    @Test func `a closed line refuses but gives what it accepted`() throws {
        let queue = CommitQueue(capacity: 2, batch: 1)
        _ = try queue.add(write)
        #expect(queue.close())
        #expect(!queue.close())
        let error = #expect(throws: StoreError.self) { try queue.add(write) }
        #expect(error?.code == .unavailable)
        #expect(queue.next()?.count == 1)
    }
}
