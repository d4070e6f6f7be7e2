import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Testing

/// Asking for work: the held request.
@Suite struct WorkMachineTests {
    private func work(_ desired: String, _ kind: String = "sync") -> WorkMachine.Event {
        .polled(WorkResponse(desired: desired, items: [.sample(kind)]))
    }

    private func started() -> WorkMachine {
        var machine = WorkMachine()
        _ = machine.event(.start(ActionJournal(), boot: "b1"), at: .at(0))
        return machine
    }

    @Test func `work is accepted and the next request is held at once`() {
        var machine = WorkMachine()
        #expect(machine.event(.start(ActionJournal(), boot: "b1"), at: .at(0)) == [.poll(desired: "")])
        #expect(machine.event(work("w1"), at: .at(1, id: 2)) == [.send(.acceptance(id: 2)), .poll(desired: "w1")])
    }

    @Test func `a hold that ends is begun again`() {
        var machine = started()
        #expect(machine.event(.pollEnded, at: .at(600)) == [.poll(desired: "")])
    }

    @Test func `a server that does not hold is not polled in a hurry`() {
        var machine = started()
        #expect(machine.event(.pollEnded, at: .at(0)) == [.wake(.poll, after: .milliseconds(500))])
        #expect(machine.event(.timerFired(.poll), at: .at(1)) == [.poll(desired: "")])
        _ = machine.event(work("w1"), at: .at(2))
        #expect(machine.event(work("w1"), at: .at(2)) == [.wake(.poll, after: .milliseconds(500))])
    }

    @Test func `an action is accepted once however often it is listed`() {
        var machine = started()
        _ = machine.event(work("w1"), at: .at(1))
        #expect(machine.event(work("w2"), at: .at(2)) == [.poll(desired: "w2")])
    }

    @Test func `a kind that is not known is answered so and not accepted`() {
        var machine = started()
        let said = ActionReport.sample(.notSupported, "this agent does not know `explode`", id: 2)
        let actions = machine.event(work("w1", "explode"), at: .at(1, id: 2))
        #expect(actions == [.send(.report(said)), .poll(desired: "w1")])
    }

    @Test func `reaching the server again is announced once`() {
        var machine = started()
        #expect(machine.event(.pollFailed(.lost), at: .at(1)) == [.wake(.poll, after: .milliseconds(500))])
        #expect(machine.event(.timerFired(.poll), at: .at(2)) == [.poll(desired: "")])
        #expect(machine.event(.pollEnded, at: .at(100)) == [.announceReconnected, .poll(desired: "")])
        #expect(machine.event(.pollEnded, at: .at(200)) == [.poll(desired: "")])
    }

    @Test func `after a failure the first request is answered at once, and the next is held again`() {
        var machine = started()
        _ = machine.event(work("w1"), at: .at(1))
        _ = machine.event(.pollFailed(.lost), at: .at(2))
        #expect(machine.event(.timerFired(.poll), at: .at(3)) == [.poll(desired: "")])
        #expect(machine.event(work("w1"), at: .at(3)) == [.announceReconnected, .poll(desired: "w1")])
    }

    @Test func `when a check-in reaches the server the wait is cut short`() {
        var machine = started()
        _ = machine.event(.pollFailed(.lost), at: .at(1))
        #expect(machine.event(.reconnected, at: .at(2)) == [.cancelWake(.poll), .poll(desired: "")])
        #expect(machine.event(.reconnected, at: .at(3)).isEmpty)
        _ = machine.event(.pollFailed(.overloaded(retryAfter: .seconds(60))), at: .at(4))
        #expect(machine.event(.reconnected, at: .at(5)).isEmpty, "it was told how long to wait")
    }

    @Test func `other work that a check-in names is asked for while waiting`() {
        var machine = started()
        _ = machine.event(.pollFailed(.lost), at: .at(1))
        #expect(machine.event(.announced(desired: ""), at: .at(2)).isEmpty)
        #expect(machine.event(.announced(desired: "w9"), at: .at(3)) == [.cancelWake(.poll), .poll(desired: "")])
    }

    @Test func `a refused identity ends it`() {
        var machine = started()
        let refusal = IdentityRefusal(code: .identityRevoked, detail: "")
        #expect(
            machine.event(.pollFailed(.identityRefused(refusal)), at: .at(1))
                == [.cancelWake(.poll), .cancelWake(.report), .stop(refusal)])
        #expect(machine.event(.pollEnded, at: .at(2)).isEmpty)
    }
}
