import GatehouseModel
import Synchronization
import Testing

@testable import GatehouseAgent

@Suite struct CollectorWitnessTests {
    private final class Watcher: CollectorWitness {
        let seen = Mutex<[String]>([])

        func objection(to name: String, at now: Instant) -> String? { name == "bad" ? "it is not trusted" : nil }
        func began(_ name: String) { seen.withLock { $0.append("+\(name)") } }
        func ended(_ name: String) { seen.withLock { $0.append("-\(name)") } }
    }

    private struct Constant: Collector {
        let name: String
        let key: FactKey
        var keys: [FactKey] { [key] }
        let watches: [String] = []

        func collect(in machine: Machine, at now: Instant) -> [Fact] {
            [machine.fact(key, .known(.text("x"), source: "test", evidence: ""), at: now)]
        }
    }

    @Test func `one that is objected to does not run, and the others do`() {
        let watcher = Watcher()
        let collectors = [Constant(name: "bad", key: "os.id"), Constant(name: "good", key: "os.name")]
        let facts = CollectorSet(collectors).seen(by: watcher).collect(at: now)
        #expect(facts.map(\.state) == [.unavailable(reason: "it is not trusted"), .known(.text("x"))])
        #expect(watcher.seen.withLock(\.self) == ["+good", "-good"])
    }
}
