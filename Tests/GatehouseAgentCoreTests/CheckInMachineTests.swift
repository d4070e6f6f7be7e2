import GatehouseAgentCore
import GatehouseKeys
import GatehouseModel
import GatehouseTestSupport
import GatehouseWire
import Testing

@Suite struct CheckInMachineTests {
    private typealias Machine = CheckInMachine

    private func fact(_ key: FactKey, _ value: Int64) -> Fact {
        Fact(
            key: key, state: .known(.integer(value)), source: "s", evidence: "", observedAt: Moment.start,
            assurance: .agentVerified)
    }

    private func digest(_ facts: Fact...) -> String { StateDigest(facts).description }

    private func request(
        _ id: UInt64, _ sequence: Int64, base: String, state: String, at seconds: Int64,
        changed: [Fact] = [], removed: [FactKey] = []
    ) -> CheckInRequest {
        CheckInRequest(
            requestID: RequestID(high: 0, low: id), sequence: sequence, hardware: "hw", base: base, state: state,
            clock: Moment.start + .seconds(seconds), changed: changed, removed: removed)
    }

    private func acknowledged(_ facts: Fact...) -> AcknowledgedState {
        AcknowledgedState(Dictionary(uniqueKeysWithValues: facts.map { ($0.key, StateDigest(of: $0)) }))
    }

    private func machine(
        knowing facts: Fact..., sequence: Int64 = 7, owner: Ownership? = .company
    ) -> Machine {
        Machine(
            hardware: "hw",
            acknowledged: AcknowledgedState(
                Dictionary(uniqueKeysWithValues: facts.map { ($0.key, StateDigest(of: $0)) })),
            sequence: sequence, ownership: owner)
    }

    @Test(arguments: [Ownership.personal, nil])
    func `what a personal device keeps to itself never leaves it, nor while its owner is not known`(
        owner: Ownership?
    ) {
        var machine = machine(sequence: 0, owner: owner)
        let posture = fact("firewall.active", 1)
        let sent = request(1, 1, base: "", state: digest(posture), at: 0, changed: [posture])
        let all = [posture, fact("software.packageCount", 1), fact("users.primary", 1)]
        #expect(machine.event(.observed(all, isComplete: true), at: .at(0)) == [.saveSequence(1), .send(sent)])
    }

    @Test func `a device that becomes personal takes back what it does not report any more`() {
        let (posture, inventory) = (fact("firewall.active", 1), fact("software.packageCount", 1))
        var machine = machine(knowing: posture, inventory)
        _ = machine.event(.observed([posture, inventory], isComplete: true), at: .at(0))
        _ = machine.event(.heartbeatDue, at: .at(1))
        let both = digest(posture, inventory)
        let removal = request(
            2, 8, base: both, state: digest(posture), at: 2, removed: ["software.packageCount"])
        #expect(
            machine.event(
                .answered(.init(state: both, desired: "", ownership: .personal)), at: .at(2, id: 2)) == [
                    .saveOwnership(.personal), .announce(desired: ""), .saveSequence(8), .send(removal),
                ])
        #expect(machine.event(.answered(.init(state: digest(posture), desired: "")), at: .at(3)).count == 2)
        #expect(machine.event(.observed([inventory], isComplete: false), at: .at(4)).isEmpty)
        #expect(machine.isInStep)
    }

    @Test func `a device that becomes a company's collects and sends what it kept`() {
        let (posture, inventory) = (fact("firewall.active", 1), fact("software.packageCount", 1))
        var machine = machine(knowing: posture, owner: .personal)
        _ = machine.event(.observed([posture, inventory], isComplete: true), at: .at(0))
        _ = machine.event(.heartbeatDue, at: .at(1))
        #expect(
            machine.event(.answered(.init(state: digest(posture), desired: "", ownership: .company)), at: .at(2))
                == [.saveOwnership(.company), .collect, .announce(desired: "")])
        let sent = request(
            3, 8, base: digest(posture), state: digest(posture, inventory), at: 3, changed: [inventory])
        #expect(
            machine.event(.observed([posture, inventory], isComplete: true), at: .at(3, id: 3))
                == [.saveSequence(8), .send(sent)])
    }

    @Test func `the first check-in sends everything, the next what changed`() {
        var machine = machine(sequence: 0)
        let (a1, a2, b) = (fact("a", 1), fact("a", 2), fact("b", 1))
        let full = request(1, 1, base: "", state: digest(a1, b), at: 0, changed: [a1, b])
        #expect(machine.event(.observed([b, a1], isComplete: true), at: .at(0)) == [.saveSequence(1), .send(full)])
        #expect(
            machine.event(.answered(.init(state: digest(a1, b), desired: "w")), at: .at(1))
                == [.save(acknowledged(a1, b)), .announce(desired: "w")])
        #expect(machine.isInStep)
        let delta = request(2, 2, base: digest(a1, b), state: digest(a2, b), at: 2, changed: [a2])
        #expect(
            machine.event(.observed([a2], isComplete: false), at: .at(2, id: 2)) == [.saveSequence(2), .send(delta)])
    }

    @Test func `seeing the same again sends nothing`() {
        var machine = machine(knowing: fact("a", 1))
        #expect(machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0)).isEmpty)
        #expect(machine.isInStep)
    }

    @Test func `a key that a complete observation lacks is removed`() {
        var machine = machine(knowing: fact("a", 1), fact("b", 1))
        let sent = request(
            1, 8, base: digest(fact("a", 1), fact("b", 1)), state: digest(fact("a", 1)), at: 0, removed: ["b"])
        #expect(
            machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0)) == [.saveSequence(8), .send(sent)])
    }

    @Test func `one request at a time: what changes meanwhile follows the answer`() {
        var machine = machine(knowing: fact("a", 1))
        _ = machine.event(.observed([fact("a", 2)], isComplete: true), at: .at(0))
        #expect(machine.event(.observed([fact("a", 3)], isComplete: false), at: .at(1, id: 2)).isEmpty)
        let next = request(
            3, 9, base: digest(fact("a", 2)), state: digest(fact("a", 3)), at: 2, changed: [fact("a", 3)])
        #expect(
            machine.event(.answered(.init(state: digest(fact("a", 2)), desired: "")), at: .at(2, id: 3)) == [
                .save(acknowledged(fact("a", 2))), .announce(desired: ""), .saveSequence(9), .send(next),
            ])
    }

    @Test func `a value that flaps back while its change is under way is sent back`() {
        var machine = machine(knowing: fact("a", 1))
        _ = machine.event(.observed([fact("a", 2)], isComplete: true), at: .at(0))
        _ = machine.event(.observed([fact("a", 1)], isComplete: false), at: .at(1))
        let back = request(
            3, 9, base: digest(fact("a", 2)), state: digest(fact("a", 1)), at: 2, changed: [fact("a", 1)])
        let actions = machine.event(.answered(.init(state: digest(fact("a", 2)), desired: "")), at: .at(2, id: 3))
        #expect(actions.last == .send(back))
    }

    @Test func `an unanswered request is repeated under its identifier and sequence, with the clock of now`() {
        var machine = machine()
        let sent = request(1, 8, base: "", state: digest(fact("a", 1)), at: 0, changed: [fact("a", 1)])
        #expect(
            machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0)) == [.saveSequence(8), .send(sent)])
        #expect(machine.event(.failed(.lost), at: .at(10)) == [.wake(after: .milliseconds(500))])
        var again = sent
        again.clock = Moment.start + .seconds(11)
        #expect(machine.event(.timerFired, at: .at(11, id: 2)) == [.send(again)])
    }

    @Test func `after an outage the newest state is sent, not what was waiting`() {
        var machine = machine(knowing: fact("a", 1))
        _ = machine.event(.observed([fact("a", 2)], isComplete: true), at: .at(0))
        _ = machine.event(.failed(.lost), at: .at(1))
        #expect(machine.event(.observed([fact("a", 3)], isComplete: false), at: .at(2)).isEmpty)
        let newest = request(
            9, 9, base: digest(fact("a", 1)), state: digest(fact("a", 3)), at: 3, changed: [fact("a", 3)])
        #expect(machine.event(.reconnected, at: .at(3, id: 9)) == [.cancelWake, .saveSequence(9), .send(newest)])
    }

    @Test func `when the server holds another state everything is collected and sent`() {
        var machine = machine(knowing: fact("a", 1), fact("b", 1))
        _ = machine.event(.observed([fact("a", 2), fact("b", 1)], isComplete: true), at: .at(0))
        #expect(
            machine.event(.answered(.init(state: "other", desired: "w")), at: .at(1))
                == [.announce(desired: "w"), .collect])
        let all = [fact("a", 2), fact("b", 1)]
        let full = request(4, 9, base: "", state: digest(all[0], all[1]), at: 2, changed: all)
        #expect(machine.event(.observed(all, isComplete: true), at: .at(2, id: 4)) == [.saveSequence(9), .send(full)])
        #expect(
            machine.event(.answered(.init(state: digest(all[0], all[1]), desired: "w")), at: .at(3))
                == [.save(acknowledged(all[0], all[1])), .announce(desired: "w")])
    }

    @Test func `a server that disagrees with everything is not asked in a hurry`() {
        var machine = machine(sequence: 0)
        _ = machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0))
        _ = machine.event(.answered(.init(state: "other", desired: "")), at: .at(1, id: 2))
        #expect(
            machine.event(.answered(.init(state: "other", desired: "")), at: .at(2, random: 0.5))
                == [.wake(after: .milliseconds(500))])
    }

    @Test func `a heartbeat changes nothing and does not count`() {
        var machine = machine(knowing: fact("a", 1))
        let state = digest(fact("a", 1))
        #expect(machine.event(.heartbeatDue, at: .at(0)).isEmpty)
        #expect(
            machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(1))
                == [.send(request(1, 7, base: state, state: state, at: 1))])
        #expect(machine.event(.answered(.init(state: state, desired: "w")), at: .at(2)) == [.announce(desired: "w")])
    }

    @Test func `a heartbeat that finds the server without our state sends everything`() {
        var machine = machine(knowing: fact("a", 1))
        _ = machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0))
        _ = machine.event(.heartbeatDue, at: .at(1))
        #expect(
            machine.event(.answered(.init(state: "", desired: "")), at: .at(2)) == [.announce(desired: ""), .collect])
    }

    @Test func `refused facts are named and the rest stands`() {
        var machine = machine(sequence: 0)
        _ = machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0))
        let rejected = [CheckInResponse.RejectedFact(key: "a", reason: "unknown")]
        let actions = machine.event(
            .answered(.init(state: digest(fact("a", 1)), desired: "", rejected: rejected)), at: .at(1))
        #expect(actions.contains(.logRejected(rejected)))
        #expect(machine.isInStep)
    }

    @Test func `an identity that is refused stops everything`() {
        var machine = machine()
        _ = machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0))
        let refusal = IdentityRefusal(code: .identityRevoked, detail: "stolen")
        #expect(machine.event(.failed(.identityRefused(refusal)), at: .at(1)) == [.cancelWake, .stop(refusal)])
        #expect(machine.event(.observed([fact("a", 2)], isComplete: true), at: .at(2)).isEmpty)
    }

    @Test func `a busy server is left alone for as long as it asks`() {
        var machine = machine()
        _ = machine.event(.observed([fact("a", 1)], isComplete: true), at: .at(0))
        #expect(
            machine.event(.failed(.overloaded(retryAfter: .seconds(60))), at: .at(1))
                == [.wake(after: .milliseconds(60_500))])
        #expect(machine.event(.reconnected, at: .at(2)).isEmpty, "another connection's luck shortens nothing")
        #expect(machine.event(.observed([fact("a", 2)], isComplete: false), at: .at(3)).isEmpty)
        #expect(machine.event(.heartbeatDue, at: .at(4)).isEmpty)
        #expect(machine.event(.timerFired, at: .at(62)).count == 2, "it is sent, under a sequence of its own")
    }

    @Test func `answers and failures that nobody waits for are ignored`() {
        var machine = machine(knowing: fact("a", 1))
        #expect(machine.event(.answered(.init(state: "x", desired: "")), at: .at(0)).isEmpty)
        #expect(machine.event(.failed(.lost), at: .at(0)).isEmpty)
        #expect(machine.event(.reconnected, at: .at(0)).isEmpty)
    }

    @Test func `what the server holds after any run of losses is the newest state`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<200 {
            var world = LossyServer(hardware: "hw")
            for step in 0..<60 { world.step(step, using: &generator) }
            world.settle()
            #expect(world.held == world.reportable)
        }
    }

    @Test func `the acknowledged state reads back from its file`() {
        let state = acknowledged(fact("a", 1), fact("b", 2))
        #expect(AcknowledgedState(json: state.json) == state)
        #expect(AcknowledgedState(json: .object([])) == nil)
        #expect(AcknowledgedState().base.isEmpty)
    }
}
