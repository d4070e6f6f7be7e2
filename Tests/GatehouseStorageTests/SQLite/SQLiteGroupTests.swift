import GRDB
import GatehouseService
import Synchronization
import Testing

@testable import GatehouseStorage

@Suite struct SQLiteGroupTests {
    private struct Refusal: Error {}

    /// What the callers of one group heard, by their number.
    private final class Answers: Sendable {
        private let heard = Mutex<[Int: String]>([:])

        var all: [Int: String] { heard.withLock { $0 } }

        func write(_ number: Int, _ body: @escaping @Sendable (any SQLConnection) throws -> Void) -> WaitingWrite {
            WaitingWrite(
                run: { connection in
                    try body(connection)
                    return { self.hear(number, "done") }
                },
                fail: { self.hear(number, ($0 as? StoreError)?.code.rawValue ?? "\(type(of: $0))") })
        }

        private func hear(_ number: Int, _ word: String) { heard.withLock { $0[number] = word } }
    }

    @Test func `a write that throws takes back its own part alone`() async throws {
        let answers = Answers()
        let rows = try await commit([
            answers.write(1) { try insert(1, $0) },
            answers.write(2) {
                try insert(2, $0)
                throw Refusal()
            },
            answers.write(3) { try insert(1, $0) },
            answers.write(4) { try insert(4, $0) },
        ])
        #expect(answers.all == [1: "done", 2: "Refusal", 3: "conflict", 4: "done"])
        #expect(rows == [1, 4])
    }

    @Test func `nobody hears of success before the commit`() async throws {
        let answers = Answers()
        _ = try await commit([
            answers.write(1) { try insert(1, $0) },
            answers.write(2) {
                try insert(2, $0)
                #expect(answers.all.isEmpty)
            },
        ])
        #expect(answers.all == [1: "done", 2: "done"])
    }

    @Test func `when the commit fails every caller hears of it and nothing is kept`() async throws {
        let answers = Answers()
        let rows = try await commit([
            answers.write(1) { try insert(1, $0) },
            answers.write(2) { connection in
                try connection.execute("PRAGMA defer_foreign_keys = ON", [])
                try connection.execute("INSERT INTO child (parent) VALUES (?)", [.integer(99)])
            },
        ])
        #expect(answers.all == [1: "conflict", 2: "conflict"])
        #expect(rows == [])
    }

    @Test func `when the transaction is lost what was not begun has one of its own`() async throws {
        let answers = Answers()
        let rows = try await commit([
            answers.write(1) { try insert(1, $0) },
            answers.write(2) { connection in
                try insert(2, connection)
                try connection.execute("ROLLBACK", [])
            },
            answers.write(3) { try insert(3, $0) },
        ])
        #expect(answers.all.count == 3)
        #expect(answers.all[3] == "done")
        #expect(answers.all.values.count { $0 == "done" } == 1)
        #expect(rows == [3])
    }

    @Test func `a group that has taken long leaves the rest to the next one`() async throws {
        let answers = Answers()
        let rows = try await commit(
            [1, 2, 3].map { number in answers.write(number) { try insert(Int64(number), $0) } }, longest: .zero)
        #expect(answers.all == [1: "done", 2: "done", 3: "done"])
        #expect(rows == [1, 2, 3])
    }

    /// Commits over an empty table and answers what the table holds afterwards.
    private func commit(
        _ writes: [WaitingWrite], longest: Duration = GroupCommit.longest
    ) async throws -> [Int] {
        let found = Mutex<[Int]>([])
        try await withDatabase { database in
            try await database.pool.writeWithoutTransaction { connection in
                try connection.execute(
                    sql: """
                        CREATE TABLE item (number INTEGER NOT NULL PRIMARY KEY);
                        CREATE TABLE child (parent INTEGER NOT NULL REFERENCES item (number));
                        """)
                let queue = CommitQueue()
                for write in writes { _ = try queue.add(write) }
                let group = GroupCommit(longest: longest) { _ in
                    try SQLiteGroup(connection, latch: CorruptionLatch())
                }
                group.drain(queue)
                #expect(!connection.isInsideTransaction)
            }
            let rows = try await database.pool.read {
                try Int.fetchAll($0, sql: "SELECT number FROM item ORDER BY number")
            }
            found.withLock { $0 = rows }
        }
        return found.withLock { $0 }
    }
}

private func insert(_ number: Int64, _ connection: any SQLConnection) throws {
    try connection.execute("INSERT INTO item (number) VALUES (?)", [.integer(number)])
}
