import GatehouseModel
import Glibc
import Synchronization
import Testing

@testable import GatehouseAgent

struct CollectorSetTests {
    /// Blocks until it is let go.
    private final class Gate: Sendable {
        private let waiting = Mutex(true)
        let starts = Atomic(0)

        func open() { waiting.withLock { $0 = false } }
        func wait() { while waiting.withLock(\.self) { usleep(2000) } }
    }

    private struct Stuck: Collector {
        let gate: Gate
        let name = "stuck"
        let keys: [FactKey] = ["os.name"]
        let watches = ["/etc/os-release"]
        let timeLimit = Duration.milliseconds(30)

        func collect(in machine: Machine, at now: Instant) -> [Fact] {
            gate.starts.add(1, ordering: .relaxed)
            gate.wait()
            return [machine.fact("os.name", .known(.text("x"), source: "test", evidence: ""), at: now)]
        }
    }

    private struct Sloppy: Collector {
        let name = "sloppy"
        let keys: [FactKey] = ["os.id", "os.codename"]
        let watches = ["/etc/other"]

        func collect(in machine: Machine, at now: Instant) -> [Fact] {
            let long = String(repeating: "e", count: 500)
            return ["os.id", "hardware.model"].map {
                machine.fact($0, .known(.text("x"), source: "test", evidence: long), at: now)
            }
        }
    }

    @Test func `every key of the catalogue has one collector`() {
        let keys = CollectorSet().keys
        let server = FactCatalogue.attestedKeys.union(["clock.skew", "identity.sharedUse"])
        #expect(keys.count == Set(keys).count)
        #expect(
            Set(keys)
                == Set(FactCatalogue.all.map(\.key)).subtracting(server).subtracting(FactCatalogue.agent.map(\.key)))
    }

    @Test func `a full collection gives one fact a key, as root all verified`() {
        let set = CollectorSet()
        let facts = set.collect(at: now)
        #expect(facts.map(\.key) == set.keys)
        #expect(facts.allSatisfy { $0.assurance == (geteuid() == 0 ? .agentVerified : .selfReported) })
        #expect(Set(facts.filter { $0.value != nil }.map(\.key)).isSuperset(of: ["os.id", "storage.encrypted"]))
    }

    @Test func `collecting again without change gives the same values`() {
        let set = CollectorSet([HardwareCollector(), SoftwareCollector(), MandatoryAccessControlCollector()])
        #expect(set.collect(at: now) == set.collect(at: now))
    }

    @Test func `a stuck collector harms no other and is not started twice`() {
        let gate = Gate()
        let set = CollectorSet([Stuck(gate: gate), Sloppy()])
        let first = set.collect(at: now)
        #expect(first[0].missing == "timed out after 30ms" && first[1].value == .text("x"))
        #expect(set.collect(at: now)[0].missing == "an earlier run of stuck is still stuck")
        #expect(gate.starts.load(ordering: .relaxed) == 1)
        gate.open()
        let recovered = (0..<500).contains { _ in
            usleep(2000)
            return set.collect(at: now)[0].value == .text("x")
        }
        #expect(recovered && gate.starts.load(ordering: .relaxed) == 2)
    }

    @Test func `keys left out are unavailable, foreign ones are dropped and evidence is cut`() {
        let facts = CollectorSet([Sloppy()]).collect(at: now)
        #expect(facts.map(\.key) == ["os.id", "os.codename"])
        #expect(facts[1].missing == "the collector reported nothing" && facts[0].evidence.count == 200)
    }

    @Test func `a changed file concerns the collectors that watch it, and only they run`() {
        let set = CollectorSet([Stuck(gate: Gate()), Sloppy()])
        let names = set.affected(by: ["/etc/other", "/etc/unknown"])
        #expect(names == ["sloppy"])
        #expect(set.collect(at: now, only: names).map(\.key) == ["os.id", "os.codename"])
    }
}
