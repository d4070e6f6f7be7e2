import GatehouseAgentCore
import GatehouseModel
import GatehouseWire
import Testing

@Suite struct TrialMachineTests {
    private let version: SemanticVersion
    private let before: SemanticVersion
    private let start = Moment.start

    init() throws {
        version = try #require(SemanticVersion("1.2.0"))
        before = try #require(SemanticVersion("1.1.0"))
    }

    private func begun() -> TrialMachine {
        let record = UpdateRecord(trial: .init(version: version, previous: before))
        var machine = TrialMachine(version, since: start, record: record)
        let saved = UpdateRecord(trial: .init(version: version, previous: before, since: start))
        #expect(
            machine.event(.start, now: start) == [.save(saved), .startChild, .wake(after: .seconds(1))])
        return machine
    }

    @Test func `an acknowledged check-in ends the trial well`() {
        var machine = begun()
        #expect(machine.event(.timerFired, now: start + .seconds(1)) == [.look])
        #expect(machine.event(.contact(start - .seconds(5)), now: start + .seconds(1)) == [.wake(after: .seconds(1))])
        #expect(machine.event(.contact(nil), now: start + .seconds(2)) == [.wake(after: .seconds(1))])
        let actions = machine.event(.contact(start + .seconds(2)), now: start + .seconds(3))
        #expect(actions == [.save(UpdateRecord()), .stopChild, .relaunch])
        #expect(machine.event(.ended(status: 0), now: start + .seconds(4)).isEmpty)
    }

    @Test(arguments: [Int32(1), 127, 139]) func `a version that ends is taken back for good`(status: Int32) {
        var machine = begun()
        let actions = machine.event(.ended(status: status), now: start + .seconds(3))
        #expect(actions.suffix(2) == [.takeBack(to: before), .relaunch])
        guard case .save(let record)? = actions.first else { return #expect(Bool(false), "nothing is remembered") }
        #expect(record.trial == nil)
        #expect(record.failure?.version == version)
        #expect(record.failure?.allowsRetry(at: start + .seconds(1_000_000)) == false)
    }

    @Test func `silence is taken back when the patience is over`() {
        var machine = begun()
        #expect(machine.event(.contact(nil), now: start + .seconds(299)) == [.wake(after: .seconds(1))])
        let actions = machine.event(.contact(nil), now: start + .seconds(300))
        #expect(actions.first == .stopChild)
        #expect(actions.suffix(2) == [.takeBack(to: before), .relaunch])
    }

    @Test func `a clock that was set back does not make the trial endless`() {
        var machine = begun()
        #expect(machine.event(.contact(nil), now: start - .seconds(86_400)).contains(.relaunch))
    }

    @Test func `a refused identity is not the version's fault`() {
        var machine = begun()
        #expect(machine.event(.ended(status: 4), now: start + .seconds(1)) == [.exit(4)])
    }

    @Test func `a stop leaves the trial for the next start`() {
        var machine = begun()
        #expect(machine.event(.stopAsked, now: start + .seconds(1)) == [.stopChild, .exit(0)])
    }

    @Test func `the record survives being written`() {
        var record = UpdateRecord(trial: .init(version: version, previous: before, since: start))
        #expect(UpdateRecord(json: record.json) == record)
        record.fail(version, "why", mayBeRetried: true, at: start)
        record.fail(version, "why", mayBeRetried: true, at: start)
        #expect(record.failure?.count == 2)
        #expect(UpdateRecord(json: record.json) == record)
        #expect(UpdateRecord(json: .array([])) == UpdateRecord())
    }
}

@Suite struct LaunchDecisionTests {
    private let now = Moment.start

    private func decide(own: String, installed: String?, _ record: UpdateRecord = UpdateRecord()) throws
        -> LaunchDecision
    {
        LaunchDecision(
            own: try #require(SemanticVersion(own)), installed: installed.flatMap { SemanticVersion($0) },
            record: record, now: now)
    }

    @Test func `nothing installed runs this program`() throws {
        #expect(try decide(own: "1.0.0", installed: nil) == .runHere)
    }

    @Test func `a newer version that proved itself takes this one's place`() throws {
        #expect(try decide(own: "1.0.0", installed: "1.2.0") == .replace(#require(SemanticVersion("1.2.0"))))
    }

    @Test func `a package that was upgraded wins over an update`() throws {
        for own in ["1.2.0", "1.3.0"] {
            #expect(try decide(own: own, installed: "1.2.0") == .discard(#require(SemanticVersion("1.2.0"))))
        }
    }

    @Test func `a trial is watched, and goes on from its first start`() throws {
        let version = try #require(SemanticVersion("1.2.0"))
        let fresh = UpdateRecord(trial: .init(version: version))
        #expect(try decide(own: "1.0.0", installed: "1.2.0", fresh) == .watch(version, since: now))
        let begun = UpdateRecord(trial: .init(version: version, since: now - .seconds(60)))
        #expect(try decide(own: "1.0.0", installed: "1.2.0", begun) == .watch(version, since: now - .seconds(60)))
    }

    @Test func `a version that failed is not run, whatever the link says`() throws {
        let version = try #require(SemanticVersion("1.2.0"))
        var record = UpdateRecord()
        record.fail(version, "it ended", mayBeRetried: false, at: now)
        #expect(try decide(own: "1.0.0", installed: "1.2.0", record) == .discard(version))
        record.trial = .init(version: version)
        #expect(try decide(own: "1.0.0", installed: "1.2.0", record) == .watch(version, since: now))
    }

    @Test func `a trial of another version says nothing of the installed one`() throws {
        let record = UpdateRecord(trial: .init(version: try #require(SemanticVersion("1.3.0"))))
        #expect(try decide(own: "1.0.0", installed: "1.2.0", record) == .replace(#require(SemanticVersion("1.2.0"))))
    }
}
