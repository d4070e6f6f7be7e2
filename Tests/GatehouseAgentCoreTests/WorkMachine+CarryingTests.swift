import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Testing

/// Carrying actions out, and telling the server what came of them.
@Suite struct WorkMachineCarryingTests {
    private let refusal = IdentityRefusal(code: .identityRevoked, detail: "")

    private func started(_ journal: ActionJournal = ActionJournal(), boot: String = "b1") -> WorkMachine {
        var machine = WorkMachine()
        _ = machine.event(.start(journal, boot: boot), at: .at(0))
        return machine
    }

    /// An action that was accepted and is being carried out.
    private func running(_ kind: ActionKind) -> WorkMachine {
        var machine = started()
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: [.sample(kind.rawValue)])), at: .at(1))
        _ = machine.event(.accepted(.sample(kind)), at: .at(2))
        return machine
    }

    @Test func `an action is run when the server has answered its acceptance, and the journal says so first`() {
        var machine = started()
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: [.sample("lock")])), at: .at(1))
        #expect(
            machine.event(.accepted(.sample(.lock)), at: .at(2))
                == [.save(.begun(.lock)), .run(.sample(.lock))])
    }

    @Test func `an action that the server no longer gives out is not run`() {
        var machine = started()
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: [.sample("wipe")])), at: .at(1))
        #expect(machine.event(.sendFailed(.refused(status: 409, code: "conflict", detail: "")), at: .at(2)).isEmpty)
        #expect(machine.event(.accepted(.sample(.wipe)), at: .at(3)).isEmpty)
    }

    @Test func `an acceptance is repeated under its identifier until it is answered`() {
        var machine = started()
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: [.sample("lock")])), at: .at(1, id: 2))
        #expect(machine.event(.sendFailed(.lost), at: .at(2)) == [.wake(.report, after: .milliseconds(500))])
        #expect(machine.event(.timerFired(.report), at: .at(3, id: 7)) == [.send(.acceptance(id: 2))])
    }

    @Test func `a result is kept and reported until it is acknowledged, under one identifier`() {
        var machine = running(.lock)
        let done = ActionReport.sample(.done, "ok", id: 5)
        #expect(
            machine.event(.finished(.sample, ActionOutcome(.done, "ok")), at: .at(2, id: 5))
                == [.save(.begun(.lock, report: done)), .send(.report(done))])
        #expect(machine.event(.sendFailed(.lost), at: .at(3, id: 6)) == [.wake(.report, after: .milliseconds(500))])
        #expect(machine.event(.timerFired(.report), at: .at(4, id: 7)) == [.send(.report(done))])
        #expect(machine.event(.sent, at: .at(5)) == [.save(ActionJournal())])
        #expect(machine.event(.timerFired(.report), at: .at(6)).isEmpty)
    }

    @Test func `a result that the server refuses is dropped`() {
        var machine = running(.lock)
        _ = machine.event(.finished(.sample, ActionOutcome(.done, "")), at: .at(2))
        #expect(
            machine.event(.sendFailed(.refused(status: 409, code: "", detail: "")), at: .at(3))
                == [.save(ActionJournal())])
        #expect(machine.event(.timerFired(.report), at: .at(4)).isEmpty)
    }

    @Test func `progress is told, and only the newest of what is not on its way`() {
        var machine = running(.collectLogs)
        let first = ActionReport.sample(.active, "one", id: 5, percent: 10)
        #expect(
            machine.event(.progressed(.sample, percent: 10, text: "one"), at: .at(3, id: 5))
                == [.send(.report(first))])
        #expect(machine.event(.progressed(.sample, percent: 20, text: "two"), at: .at(3, id: 6)).isEmpty)
        #expect(machine.event(.progressed(.sample, percent: 30, text: "three"), at: .at(3, id: 7)).isEmpty)
        let newest = ActionReport.sample(.active, "three", id: 7, percent: 30)
        #expect(machine.event(.sent, at: .at(4)) == [.send(.report(newest))])
        #expect(machine.event(.sent, at: .at(5)).isEmpty)
    }

    @Test func `a file goes before the end is reported`() {
        var machine = running(.collectLogs)
        let actions = machine.event(
            .finished(.sample, ActionOutcome(.done, "2 logs", hasArtefact: true)), at: .at(3, id: 5))
        #expect(actions.last == .send(.upload(.sample, RequestID(high: 0, low: 5 ^ 16))))
        #expect(machine.event(.sent, at: .at(4)) == [.send(.report(.sample(.done, "2 logs", id: 5)))])
    }

    @Test func `long actions go one after the other, and others do not wait for them`() {
        var machine = started()
        let items: [WorkItem] = [.sample("runScript"), .sample("collectLogs", .other)]
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: items)), at: .at(1, id: 2))
        _ = machine.event(.accepted(.sample(.runScript)), at: .at(2))
        let lock = ActionID(high: 0, low: 64)
        #expect(
            machine.event(
                .polled(WorkResponse(desired: "w2", items: items + [.sample("lock", lock)])), at: .at(3, id: 3))
                == [.send(.acceptance(id: 3, lock)), .poll(desired: "w2")])
        _ = machine.event(.sent, at: .at(3))
        let next = machine.event(.finished(.sample, ActionOutcome(.done, "")), at: .at(4, id: 4))
        #expect(!next.contains(.run(.sample(.collectLogs, .other))))
        #expect(machine.event(.sent, at: .at(5)).contains(.send(.acceptance(id: 4, .other))))
    }

    @Test func `a long action that was withdrawn while it waited is not asked for`() {
        var machine = started()
        let items: [WorkItem] = [.sample("runScript"), .sample("collectLogs", .other)]
        _ = machine.event(.polled(WorkResponse(desired: "w1", items: items)), at: .at(1))
        _ = machine.event(.accepted(.sample(.runScript)), at: .at(2))
        _ = machine.event(.polled(WorkResponse(desired: "w2", items: [items[0]])), at: .at(3))
        _ = machine.event(.finished(.sample, ActionOutcome(.done, "")), at: .at(4))
        #expect(machine.event(.sent, at: .at(5)) == [.save(ActionJournal())])
    }

    @Test func `a restart happens when the server knows of it`() {
        var machine = running(.reboot)
        let active = ActionReport.sample(.active, "the machine restarts", id: 5)
        let outcome = ActionOutcome(.active, "the machine restarts", afterwards: .restart)
        #expect(
            machine.event(.finished(.sample, outcome), at: .at(3, id: 5))
                == [.save(.begun(.reboot)), .send(.report(active))])
        #expect(machine.event(.sent, at: .at(4)) == [.afterwards(.restart)])
    }

    @Test func `a restart has succeeded when the machine runs anew, and failed when only the agent does`() {
        var machine = WorkMachine()
        let done = ActionReport.sample(.done, "the machine has restarted", id: 3)
        #expect(
            machine.event(.start(.begun(.reboot), boot: "b2"), at: .at(9, id: 3))
                == [
                    .save(.begun(.reboot, report: done)), .poll(desired: ""), .send(.report(done)),
                ])
        var other = WorkMachine()
        let actions = other.event(.start(.begun(.reboot), boot: "b1"), at: .at(9, id: 3))
        #expect(
            actions.last
                == .send(.report(.sample(.failed, "the agent was started anew, and the machine was not", id: 3))))
        #expect(
            machine.event(.polled(WorkResponse(desired: "w", items: [.sample("reboot")])), at: .at(10))
                == [.poll(desired: "w")], "a restart is never begun twice")
    }

    @Test func `a script that was interrupted is not begun again`() {
        var machine = WorkMachine()
        let actions = machine.event(.start(.begun(.runScript), boot: "b2"), at: .at(9, id: 3))
        #expect(actions.contains(.send(.report(.sample(.failed, "the agent ended while it was carried out", id: 3)))))
    }

    @Test(arguments: ActionKind.allCases.filter(\.isRepeatable))
    func `what does no harm twice is accepted and begun again`(kind: ActionKind) {
        var machine = WorkMachine()
        #expect(
            machine.event(.start(.begun(kind), boot: "b1"), at: .at(0)) == [.save(ActionJournal()), .poll(desired: "")])
        #expect(
            machine.event(
                .polled(WorkResponse(desired: "w1", items: [.sample(kind.rawValue)])), at: .at(1, id: 2)
            ).first == .send(.acceptance(id: 2)))
    }

    @Test func `a result that was not acknowledged before the agent's end is reported after it`() {
        let done = ActionReport.sample(.done, "ok", id: 5, result: ActionResult(exitCode: 0, output: "x"))
        var machine = WorkMachine()
        #expect(
            machine.event(.start(.begun(.runScript, report: done), boot: "b2"), at: .at(9))
                == [.poll(desired: ""), .send(.report(done))])
        #expect(machine.event(.sent, at: .at(10)) == [.save(ActionJournal())])
    }

    @Test func `a device leaves when the server knows, and does nothing more`() {
        var machine = running(.retire)
        _ = machine.event(
            .finished(.sample, ActionOutcome(.done, "gone", afterwards: .leave)), at: .at(3, id: 5))
        #expect(machine.event(.sent, at: .at(4)) == [.afterwards(.leave)])
        #expect(machine.event(.pollEnded, at: .at(5)).isEmpty)
    }

    @Test func `a device whose last word was taken though the answer was lost leaves all the same`() {
        let done = ActionReport.sample(.done, "gone", id: 5)
        var machine = started(.begun(.retire, report: done, leaves: true), boot: "b2")
        #expect(
            machine.event(.sendFailed(.identityRefused(refusal)), at: .at(1))
                == [.cancelWake(.poll), .cancelWake(.report), .afterwards(.leave)])
    }

    @Test func `a journal reads back as it was written`() {
        let done = ActionReport.sample(.done, "gone", id: 5, result: ActionResult(output: "a\n"))
        var journal = ActionJournal.begun(.retire, report: done, leaves: true)
        journal[.other] = ActionJournal.Entry(action: .other, kind: .sync, boot: "b1")
        #expect(ActionJournal(json: journal.json) == journal)
        #expect(ActionJournal(json: .object([.init("entries", .array([.null]))])) == nil)
    }
}
