import GatehouseAgent
@testable import GatehouseAgentIO
import GatehouseModel
import Testing

@Suite struct CollectorRecordTests {
    private struct Trap: Collector {
        let name = "trap"
        let keys: [FactKey] = ["os.id"]
        let watches: [String] = []

        func collect(in machine: Machine, at now: Instant) -> [Fact] {
            let fact = Fact(
                key: "os.id", state: .absent(reason: ""), source: "", evidence: "", observedAt: now,
                assurance: .selfReported)
            // Beyond the end: a trap, as a parser would have it.
            return [[Fact](repeating: fact, count: keys.count)[keys.count]]
        }
    }

    private let folder = TemporaryFolder()
    private let start = Instant(seconds: 1_790_000_000)

    /// A run that ends while `name` collects.
    private func crash(_ name: String, in directory: StateDirectory, at now: Instant, version: String = "1") throws {
        try CollectorRecord(directory, at: now, version: version).began(name)
    }

    @Test func `a collector that ends the agent three times within an hour is not run for a day`() throws {
        let directory = try StateDirectory(creating: folder.file("state"))
        for minute in 0..<3 { try crash("storage", in: directory, at: start + .seconds(Int64(minute) * 60)) }
        let now = start + .seconds(180)
        let record = try CollectorRecord(directory, at: now, version: "1")
        let reason = try #require(record.objection(to: "storage", at: now))
        #expect(reason.hasPrefix("storage ended the agent 3 times; it is tried again after "))
        #expect(record.objection(to: "network", at: now) == nil)
        #expect(record.objection(to: "storage", at: now + .seconds(86_400)) == nil)
    }

    @Test func `one that comes back is blamed for nothing, nor are two ends or three in a week`() throws {
        let directory = try StateDirectory(creating: folder.file("state"))
        let record = try CollectorRecord(directory, at: start, version: "1")
        record.began("good")
        record.ended("good")
        for hour in 0..<3 { try crash("slow", in: directory, at: start + .seconds(Int64(hour) * 7200)) }
        for _ in 0..<2 { try crash("twice", in: directory, at: start + .seconds(15_000)) }
        let now = start + .seconds(15_001)
        let last = try CollectorRecord(directory, at: now, version: "1")
        for name in ["good", "slow", "twice"] { #expect(last.objection(to: name, at: now) == nil) }
    }

    @Test func `another version of the agent tries it again`() throws {
        let directory = try StateDirectory(creating: folder.file("state"))
        for _ in 0..<4 { try crash("storage", in: directory, at: start) }
        #expect(try CollectorRecord(directory, at: start, version: "1").objection(to: "storage", at: start) != nil)
        #expect(try CollectorRecord(directory, at: start, version: "2").objection(to: "storage", at: start) == nil)
    }

    @Test func `a collector that really crashes is known by name afterwards, and its facts are unknown`() async throws {
        let path = folder.file("state")
        for _ in 0..<3 {
            await #expect(processExitsWith: .failure) { [path = path as String] in
                let directory = try StateDirectory(creating: path)
                let record = try CollectorRecord(directory, at: .now())
                _ = CollectorSet([Trap()]).seen(by: record).collect(at: .now())
            }
        }
        let record = try CollectorRecord(try StateDirectory(existing: path), at: .now())
        let facts = CollectorSet([Trap()]).seen(by: record).collect(at: .now())
        guard case .unavailable(let reason)? = facts.first?.state else {
            Issue.record("it ran, and crashed this")
            return
        }
        #expect(reason.contains("ended the agent 3 times"))
    }
}
