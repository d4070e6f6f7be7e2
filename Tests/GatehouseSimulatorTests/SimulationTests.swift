import GatehouseModel
import GatehouseSimulator
import Testing

@Suite struct SimulationTests {
    @Test func `the same seed gives the same events`() {
        var first = ModelServer(.sample())
        var second = ModelServer(.sample())
        var other = ModelServer(.sample(seed: 8))
        _ = (first.play(), second.play(), other.play())
        #expect(first.trace == second.trace)
        #expect(first.trace != other.trace)
        #expect(first.trace.count > 100)
    }

    @Test func `devices connect at their rate, report at theirs, and verify at the end`() {
        var server = ModelServer(.sample())
        let ledger = server.play()
        #expect(ledger[.connected] == 20)
        #expect(ledger[.missing] == 0)
        #expect(ledger[.verified] == 20)
        #expect(ledger[.unverified] == 0)
        #expect(ledger.errors == 0)
        #expect(ledger[.acknowledgedAndLost] == 0)
        #expect(server.fallenBack == 0)
        // Twenty first reports, and then about twenty seconds of a report every four seconds.
        let changed = ledger.operations[.changedCheckIn]?.times.count ?? 0
        let unchanged = ledger.operations[.unchangedCheckIn]?.times.count ?? 0
        #expect((80...120).contains(changed + unchanged))
        #expect(ledger.seconds.first?.connected == 10)
        #expect(ledger.seconds.map(\.checkIns).reduce(0, +) == changed + unchanged)
    }

    @Test func `what was acknowledged and lost is found`() {
        var server = ModelServer(.sample(), .forgets)
        let ledger = server.play()
        #expect(ledger[.acknowledgedAndLost] == 20)
        #expect(ledger[.verified] == 20, "the devices sent everything again")
    }

    @Test func `a device that is told to wait waits, and that is no error`() {
        var server = ModelServer(.sample(), .overloaded(5...9))
        let ledger = server.play()
        #expect(ledger[.unavailable] > 0)
        // Five seconds, and two of them between two attempts of a device at least.
        #expect(ledger[.unavailable] <= 20 * 3)
        #expect(ledger.errors == 0)
        #expect(ledger[.verified] == 20)
    }

    @Test func `a fleet that was cut off comes back with its own back-off, and loses nothing`() {
        let reporting = Phase.Reporting(every: .seconds(2), changed: 1)
        let phases = [
            Phase(name: "before", duration: .seconds(6), connect: 10, report: reporting),
            Phase(name: "outage", duration: .seconds(4), report: reporting, outage: 1),
            Phase(name: "after", duration: .seconds(12), report: reporting),
        ]
        var server = ModelServer(.sample(phases: phases))
        let ledger = server.play()
        #expect(ledger[.outageFailures] > 40)
        #expect(ledger.errors == 0)
        #expect(ledger.seconds.contains { (6..<10).contains($0.number) && $0.connected == 0 })
        #expect(ledger[.connected] == 20)
        #expect(ledger[.verified] == 20)
        #expect(ledger[.acknowledgedAndLost] == 0)
    }

    @Test func `an allow of a device that had to be blocked is stale`() {
        let phases = [
            Phase(name: "before", duration: .seconds(3), connect: 10),
            Phase(
                name: "strict", duration: .seconds(6), apply: ["strict.yaml"], unsafe: [.linuxServer],
                decisions: .init(application: "intranet", rate: 20, blockUnsafeWithin: .seconds(1))),
        ]
        var bad = ModelServer(.sample(phases: phases), .allowsAll)
        #expect(bad.play()[.staleAllow] > 20)
        var good = ModelServer(.sample(phases: phases))
        #expect(good.play()[.staleAllow] == 0)
    }

    @Test func `an allow just after the bad report is not stale yet`() {
        let verdicts = Phase.Reporting(every: .seconds(3), changed: 1, flip: .verdict)
        func phases(_ within: Duration) -> [Phase] {
            [
                Phase(
                    name: "day", duration: .seconds(20), connect: 20, report: verdicts,
                    decisions: .init(application: "intranet", rate: 50, blockUnsafeWithin: within))
            ]
        }
        var early = ModelServer(.sample(phases: phases(.seconds(60))), .allowsAll)
        #expect(early.play()[.staleAllow] == 0)
        var late = ModelServer(.sample(phases: phases(.milliseconds(500))), .allowsAll)
        let ledger = late.play()
        #expect(ledger[.staleAllow] > 0)
        #expect(ledger[.staleAllow] < ledger[.allowed])
    }

    @Test func `a server that never answers leaves devices unverified`() {
        var server = ModelServer(.sample(devices: 4), .silent)
        let ledger = server.play()
        #expect(ledger[.verified] == 0)
        #expect(ledger[.unverified] == 4)
    }

    @Test func `hostile clients come at their rate`() {
        let phases = [
            Phase(
                name: "attack", duration: .seconds(10), connect: 10, hostile: [.garbage: 5, .replay: 1])
        ]
        var server = ModelServer(.sample(phases: phases))
        #expect(server.play()[.attacks] == 60)
    }
}

/// What is late is caught up with.
@Suite struct LateSimulationTests {
    @Test func `a driver that is late slows no rate`() {
        let scenario = Scenario.sample(devices: 50, phases: [Phase(name: "day", duration: .seconds(10), connect: 10)])
        let members = (0..<50).map { Simulation.Member(hardware: "machine \($0)", ownership: .company) }
        var simulation = Simulation(scenario, members: members, beginningAt: Instant(milliseconds: 1_790_000_000_000))
        var started = Set<Int>()
        for step in 0...7 {
            for command in simulation.advance(to: .milliseconds(step * 700)) {
                if case .send(let device, _, _) = command { started.insert(device) }
            }
            // Answers move the time on before what was due is done.
            _ = simulation.receive(.notApplied, at: .milliseconds(step * 700 + 650))
        }
        #expect(started.count == 50)
    }
}
