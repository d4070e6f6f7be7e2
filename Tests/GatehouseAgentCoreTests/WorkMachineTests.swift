import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct WorkMachineTests {
    private let action = ActionID(high: 0, low: 16)

    private func work(_ desired: String, _ kind: String = "sync", expiresIn seconds: Int64 = 60) -> WorkMachine.Event {
        .polled(
            WorkResponse(
                desired: desired,
                items: [WorkItem(action: action, kind: kind, expiresAt: Moment.start + .seconds(seconds))]))
    }

    private func report(_ state: ActionReport.State, _ detail: String, id: UInt64) -> ActionReport {
        ActionReport(requestID: RequestID(high: 0, low: id ^ 16), action: action, state: state, detail: detail)
    }

    private func started() -> WorkMachine {
        var machine = WorkMachine()
        _ = machine.event(.start, at: .at(0))
        return machine
    }

    private var item: WorkItem { WorkItem(action: action, kind: "sync", expiresAt: Moment.start + .seconds(60)) }

    @Test func `work is run and the next request is held at once`() {
        var machine = WorkMachine()
        #expect(machine.event(.start, at: .at(0)) == [.poll(desired: "")])
        #expect(machine.event(work("w1"), at: .at(1)) == [.run(item), .poll(desired: "w1")])
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

    @Test func `an action is delivered once however often it is listed`() {
        var machine = started()
        _ = machine.event(work("w1"), at: .at(1))
        #expect(machine.event(work("w2"), at: .at(2)) == [.poll(desired: "w2")])
    }

    @Test func `a result is reported until it is acknowledged, under one identifier`() {
        var machine = started()
        _ = machine.event(work("w1"), at: .at(1))
        let done = report(.done, "ok", id: 5)
        #expect(machine.event(.finished(action, .done, detail: "ok"), at: .at(2, id: 5)) == [.report(done)])
        #expect(
            machine.event(.reportFailed(.lost), at: .at(3, id: 6)) == [.wake(.report, after: .milliseconds(500))])
        #expect(machine.event(.timerFired(.report), at: .at(4, id: 7)) == [.report(done)])
        #expect(machine.event(.reported, at: .at(5)).isEmpty)
        #expect(machine.event(.timerFired(.report), at: .at(6)).isEmpty)
    }

    @Test func `a kind that is not known is answered so and not run`() {
        var machine = started()
        let said = report(.notSupported, "this agent does not know `wipe`", id: 2)
        #expect(machine.event(work("w1", "wipe"), at: .at(1, id: 2)) == [.report(said), .poll(desired: "w1")])
    }

    @Test func `an action that is too old is not run`() {
        var machine = started()
        let actions = machine.event(work("w1", expiresIn: 5), at: .at(5, id: 2))
        #expect(!actions.contains { if case .run = $0 { true } else { false } })
        #expect(actions.contains { if case .report(let report) = $0 { report.state == .failed } else { false } })
    }

    @Test func `a result that the server refuses is dropped`() {
        var machine = started()
        _ = machine.event(work("w1"), at: .at(1))
        _ = machine.event(.finished(action, .done, detail: ""), at: .at(2))
        #expect(machine.event(.reportFailed(.refused(status: 409, code: "", detail: "")), at: .at(3)).isEmpty)
        #expect(machine.event(.timerFired(.report), at: .at(4)).isEmpty)
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
        #expect(machine.event(.start, at: .at(2)).isEmpty)
    }
}
