import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct DiscoveryMachineTests {
    private static let start = Moment.start

    private static func held(
        _ name: String, _ settings: [String] = ["A"], interval: Int64 = 3600, refusal: String? = nil,
        expiresIn: Int64 = 86_400
    ) -> HeldScript {
        let terms = DiscoveryTerms(
            name: name, digest: String(repeating: "a", count: 64), interval: .seconds(interval),
            settings: settings.map { CustomSetting(name: $0, type: .int64) })
        let script = DiscoveryScript(
            terms: terms, text: "#!/bin/sh\n", approvedAt: start, expiresAt: start + .seconds(expiresIn),
            signature: [])
        return HeldScript(script, signer: "", receivedAt: start, refusal: refusal)
    }

    private static func facts(_ held: HeldScript, _ value: Int64 = 1) -> [Fact] {
        held.script.terms.keys.map {
            Fact(
                key: $0, state: .known(.integer(value)), source: "", evidence: "", observedAt: start,
                assurance: .agentVerified)
        }
    }

    private static func at(_ seconds: Int64) -> Instant { start + .seconds(seconds) }

    private func ran(_ actions: [DiscoveryMachine.Action]) -> [String] {
        actions.compactMap { if case .run(let held) = $0 { held.script.terms.name } else { nil } }
    }

    /// A machine that holds these, each run once.
    private func machine(_ scripts: HeldScript...) -> DiscoveryMachine {
        var machine = DiscoveryMachine()
        _ = machine.event(.announced("1"), at: Self.at(0))
        _ = machine.event(.fetched(DiscoveryRecord(stand: "1", scripts: scripts)), at: Self.at(0))
        for script in scripts { _ = machine.event(.ran(script.script.terms, Self.facts(script)), at: Self.at(1)) }
        return machine
    }

    @Test func `nothing is fetched while the answers say the same`() {
        var machine = DiscoveryMachine()
        #expect(machine.event(.announced(nil), at: Self.at(0)).isEmpty)
        #expect(machine.event(.announced("1"), at: Self.at(0)) == [.fetch])
        #expect(machine.event(.announced("1"), at: Self.at(0)).isEmpty, "one fetch at a time")
        _ = machine.event(.fetchFailed, at: Self.at(1))
        #expect(machine.event(.announced("1"), at: Self.at(2)) == [.fetch])
        _ = machine.event(.fetched(DiscoveryRecord(stand: "1", scripts: [])), at: Self.at(3))
        #expect(machine.event(.announced("1"), at: Self.at(4)).isEmpty)
    }

    @Test func `a kept script that is not believed any more is fetched anew, and what it reported holds until then`() {
        var refused = Self.held("a", refusal: "the signer's issuer is not this device's")
        refused.facts = Self.facts(refused)
        var machine = DiscoveryMachine()
        #expect(ran(machine.event(.start(DiscoveryRecord(stand: "1", scripts: [refused])), at: Self.at(0))).isEmpty)
        #expect(machine.facts == Self.facts(refused))
        #expect(machine.event(.announced("1"), at: Self.at(1)) == [.fetch])
        let believed = Self.held("a")
        let fetched = machine.event(.fetched(DiscoveryRecord(stand: "1", scripts: [believed])), at: Self.at(2))
        #expect(!fetched.contains { if case .report = $0 { true } else { false } })
        #expect(machine.event(.announced("1"), at: Self.at(3)).isEmpty)
    }

    @Test func `scripts run one after the other, at once and then when their time has come`() {
        let (a, b) = (Self.held("a"), Self.held("b", interval: 7200))
        var machine = DiscoveryMachine()
        _ = machine.event(.announced("1"), at: Self.at(0))
        #expect(ran(machine.event(.fetched(DiscoveryRecord(stand: "1", scripts: [a, b])), at: Self.at(0))) == ["a"])
        #expect(machine.event(.timerFired, at: Self.at(1)).isEmpty, "a runs")
        let second = machine.event(.ran(a.script.terms, Self.facts(a)), at: Self.at(2))
        #expect(second.contains(.report(Self.facts(a))) && ran(second) == ["b"])
        let last = machine.event(.ran(b.script.terms, Self.facts(b)), at: Self.at(3))
        #expect(last.suffix(2) == [.wake(after: .seconds(3597)), .settled])
        #expect(machine.facts == Self.facts(a) + Self.facts(b))
        #expect(ran(machine.event(.timerFired, at: Self.at(3599))).isEmpty)
        #expect(ran(machine.event(.timerFired, at: Self.at(3600))) == ["a"])
    }

    @Test func `a sync runs all of them whenever they ran last`() {
        let (a, b) = (Self.held("a"), Self.held("b"))
        var machine = machine(a, b)
        #expect(ran(machine.event(.runAll, at: Self.at(10))) == ["a"])
        #expect(ran(machine.event(.ran(a.script.terms, Self.facts(a, 2)), at: Self.at(11))) == ["b"])
        #expect(machine.event(.ran(b.script.terms, Self.facts(b)), at: Self.at(12)).last == .settled)
    }

    @Test func `facts of a script that goes are gone, and of one that changes stay as far as they hold`() {
        var machine = machine(Self.held("a", ["A", "B"]), Self.held("b"))
        let changed = Self.held("a", ["B", "C"])
        let actions = machine.event(.fetched(DiscoveryRecord(stand: "2", scripts: [changed])), at: Self.at(20))
        #expect(actions.contains(.collectEverything))
        #expect(machine.facts.map(\.key) == ["custom.a.B"])
        #expect(ran(actions) == ["a"], "another version is run at once")
        let end = machine.event(.announced(nil), at: Self.at(30))
        #expect(end.contains(.collectEverything) && end.contains(.save(DiscoveryRecord())))
        #expect(machine.facts.isEmpty && machine.isIdle)
        #expect(
            !machine.event(.ran(changed.script.terms, Self.facts(changed)), at: Self.at(31)).contains { action in
                if case .report = action { true } else { false }
            }, "what was withdrawn while it ran reports nothing")
    }

    @Test func `a script whose signature does not fit never runs, and says why`() {
        var machine = DiscoveryMachine()
        let bad = Self.held("a", refusal: "the script's signature does not fit")
        let actions = machine.event(.fetched(DiscoveryRecord(stand: "1", scripts: [bad])), at: Self.at(0))
        #expect(ran(actions).isEmpty)
        let reason = FactState.unavailable(reason: "the script is not run: the script's signature does not fit")
        #expect(machine.facts.map(\.state) == [reason])
        #expect(ran(machine.event(.runAll, at: Self.at(1))).isEmpty)
        #expect(ran(machine.event(.timerFired, at: Self.at(7200))).isEmpty)
        let forged = Self.held("a\nb", refusal: "not signed")
        _ = machine.event(.fetched(DiscoveryRecord(stand: "2", scripts: [forged])), at: Self.at(2))
        #expect(machine.facts.isEmpty, "terms that nobody could have agreed to name no facts")
    }

    @Test func `an approval that ended stops the script`() {
        var machine = machine(Self.held("a", expiresIn: 5000))
        #expect(ran(machine.event(.timerFired, at: Self.at(4000))) == ["a"])
        _ = machine.event(.ran(Self.held("a", expiresIn: 5000).script.terms, []), at: Self.at(4001))
        #expect(ran(machine.event(.timerFired, at: Self.at(9000))).isEmpty)
        #expect(machine.facts.count == 1)
        guard case .unavailable(let reason)? = machine.facts.first?.state else {
            Issue.record("the fact is still known")
            return
        }
        #expect(reason.contains("its approval ended"))
    }

    @Test func `a restart keeps what was reported, and goes on where it was`() throws {
        var before = DiscoveryMachine()
        let script = Self.held("a")
        _ = before.event(.announced("1"), at: Self.at(0))
        _ = before.event(.fetched(DiscoveryRecord(stand: "1", scripts: [script])), at: Self.at(0))
        let saved = before.event(.ran(script.script.terms, Self.facts(script)), at: Self.at(1)).compactMap { action in
            if case .save(let record) = action { record } else { nil }
        }
        let record = try #require(saved.last)
        #expect(DiscoveryRecord(json: try JSON.parse(record.json.serialised())) == record)
        var after = DiscoveryMachine()
        let actions = after.event(.start(record), at: Self.at(100))
        #expect(after.facts == Self.facts(script))
        #expect(actions == [.wake(after: .seconds(3500)), .settled])
        #expect(
            ran(after.event(.timerFired, at: Self.at(-50))) == ["a"], "a clock that was turned back holds nothing up")
    }
}
