import GatehouseTPM
import Testing

@Suite struct TPMClockTests {
    private let seen = TPMClock(milliseconds: 10_000_000, resetCount: 5, restartCount: 3, isSafe: true)

    private func changed(_ change: (inout TPMClock) -> Void) -> TPMClock {
        var clock = seen
        change(&clock)
        return clock
    }

    @Test func `the same moment and any later one are no roll-back`() {
        #expect(seen.rollBack(since: seen) == nil)
        #expect(changed { $0.milliseconds += 1 }.rollBack(since: seen) == nil)
        #expect(changed { $0.restartCount += 1 }.rollBack(since: seen) == nil)
    }

    @Test func `a reset begins counting restarts again`() {
        #expect(changed { ($0.resetCount, $0.restartCount) = (6, 0) }.rollBack(since: seen) == nil)
    }

    @Test func `fewer resets than before are a roll-back`() {
        #expect(
            changed {
                $0.resetCount = 4; $0.restartCount = 9
            }.rollBack(since: seen) == .resetCount)
    }

    @Test func `fewer restarts since the same reset are a roll-back`() {
        #expect(changed { $0.restartCount = 2 }.rollBack(since: seen) == .restartCount)
    }

    @Test func `a clock that fell while the power stayed on is a roll-back even when it says that it is unsafe`() {
        #expect(
            changed {
                $0.milliseconds -= 1; $0.isSafe = false
            }.rollBack(since: seen) == .clock)
    }

    @Test func `after a loss of power the clock may fall by what was not saved and no further`() {
        let lost = changed {
            $0.resetCount += 1; $0.isSafe = false; $0.milliseconds -= TPMClock.saveInterval
        }
        #expect(lost.rollBack(since: seen) == nil)
        var further = lost
        further.milliseconds -= 1
        #expect(further.rollBack(since: seen) == .clock)
    }

    @Test func `a clock that says that it is safe never fell`() {
        #expect(
            changed {
                $0.resetCount += 1; $0.milliseconds -= 1
            }.rollBack(since: seen) == .clock)
    }

    @Test func `the greatest clock there is counts as one`() {
        let end = TPMClock(milliseconds: .max, resetCount: 6, restartCount: 0, isSafe: false)
        #expect(end.rollBack(since: seen) == nil)
    }
}
