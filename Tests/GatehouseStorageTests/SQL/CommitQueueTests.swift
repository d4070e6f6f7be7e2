import GatehouseService
import Testing

@testable import GatehouseStorage

@Suite struct CommitQueueTests {
    private let write = WaitingWrite(run: { _ in {} }, fail: { _ in })

    @Test func `only who finds the writer idle starts it`() throws {
        let queue = CommitQueue(capacity: 4, batch: 2)
        #expect(try queue.add(write))
        #expect(try !queue.add(write))
        #expect(group(of: queue) == 2)
        #expect(try !queue.add(write))
        #expect(group(of: queue) == 1)
        #expect(group(of: queue) == nil)
        #expect(try queue.add(write))
    }

    @Test func `a group is no larger than its limit`() throws {
        let queue = CommitQueue(capacity: 9, batch: 2)
        for _ in 1...5 { _ = try queue.add(write) }
        #expect([group(of: queue), group(of: queue), group(of: queue)] == [2, 2, 1])
    }

    @Test func `what a group leaves is the first of the next`() throws {
        let queue = CommitQueue(capacity: 9, batch: 2)
        for _ in 1...3 { _ = try queue.add(write) }
        queue.finish(leaving: queue.take()[1...], after: .milliseconds(3))
        #expect(queue.load.lastCommit == .milliseconds(3))
        #expect([group(of: queue), group(of: queue)] == [2, nil])
    }

    @Test func `a full line refuses, and takes again when it is shorter`() throws {
        let queue = CommitQueue(capacity: 2, batch: 1)
        for _ in 1...2 { _ = try queue.add(write) }
        let error = #expect(throws: StoreError.self) { try queue.add(write) }
        #expect(error?.code == .unavailable)
        _ = group(of: queue)
        #expect(try !queue.add(write))
    }

    @Test func `a closed line refuses but gives what it accepted`() throws {
        let queue = CommitQueue(capacity: 2, batch: 1)
        _ = try queue.add(write)
        #expect(queue.close())
        #expect(!queue.close())
        let error = #expect(throws: StoreError.self) { try queue.add(write) }
        #expect(error?.code == .unavailable)
        #expect(group(of: queue) == 1)
    }

    @Test func `the load is what waits, and how long the oldest that has no answer has waited`() throws {
        let queue = CommitQueue(capacity: 9, batch: 1)
        #expect(queue.load == StoreLoad(waitingWrites: 0, capacity: 9, oldestWrite: .zero, lastCommit: .zero))
        var old = write
        old.since = .now - .seconds(7)
        for write in [old, write] { _ = try queue.add(write) }
        #expect(queue.load.waitingWrites == 2)
        _ = queue.take()
        #expect(queue.load.waitingWrites == 1)
        #expect(queue.load.oldestWrite >= .seconds(7))
        queue.finish(after: .zero)
        #expect(queue.load.oldestWrite < .seconds(7))
    }

    /// How many writes the next group has; `nil` when the writer is idle again.
    private func group(of queue: CommitQueue) -> Int? {
        guard queue.hasNext() else { return nil }
        defer { queue.finish(after: .zero) }
        return queue.take().count
    }
}
