import GatehouseModel
import Testing

@testable import GatehouseService

@Suite struct ClockWatchTests {
    @Test func `a clock that goes with the time, or creeps, was not set`() {
        let (time, watch) = (ManualClock(), ClockWatch())
        for _ in 0..<1000 {
            #expect(watch.look(time.clock) == nil)
            time.advance(.seconds(1))
            time.jump(.milliseconds(20))
        }
        #expect(watch.jumps == 0)
    }

    @Test(arguments: [-86_400, -31, 31, 3600, 40_000_000])
    func `a clock that is set is noticed once, with how far`(_ seconds: Int) {
        let (time, watch) = (ManualClock(), ClockWatch())
        #expect(watch.look(time.clock) == nil)
        time.advance(.seconds(60))
        time.jump(.seconds(seconds))
        #expect(watch.look(time.clock) == .seconds(seconds))
        #expect(watch.look(time.clock) == nil)
        #expect(watch.jumps == 1)
    }

    @Test func `nothing is forgotten soon after the start, nor within an hour of a clock that was set`() {
        var plan = MaintenancePlan(startingAt: .seconds(50))
        #expect(plan.isDue(at: .seconds(60)) == false)
        #expect(plan.isDue(at: .seconds(650)) == true)
        #expect(plan.isDue(at: .seconds(4000)) == false)
        plan.clockWasSet(at: .seconds(4000))
        #expect(plan.isDue(at: .seconds(4300)) == false, "it would have been due")
        #expect(plan.isDue(at: .seconds(7600)) == true)
    }
}
