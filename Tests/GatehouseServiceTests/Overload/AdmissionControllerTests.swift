import GatehouseService
import Testing

@Suite struct AdmissionControllerTests {
    private let start = ContinuousClock.now

    /// Times count, however few requests are under way.
    private func controller() -> AdmissionController {
        var limits = AdmissionLimits()
        limits.few = 0
        return AdmissionController(limits, at: start)
    }

    private func strained(_ seconds: Double) -> StoreLoad {
        StoreLoad(waitingWrites: 1, capacity: 4096, oldestWrite: .seconds(seconds), lastCommit: .zero)
    }

    /// The classes that are taken on now.
    private func admitted(by controller: AdmissionController, at now: ContinuousClock.Instant) -> Set<TrafficClass> {
        Set(
            TrafficClass.allCases.filter { kind in
                var controller = controller
                return (try? controller.admit(kind, at: now, jitter: 0)) != nil
            })
    }

    @Test func `an idle node puts nothing off`() throws {
        var controller = controller()
        for second in 0..<100 {
            let now = start + .seconds(second)
            for kind in TrafficClass.allCases {
                try controller.admit(kind, at: now, jitter: 0.9)
                let bytes = kind == .poll ? 0 : 4 << 20
                if bytes > 0 { try controller.hold(bytes, of: kind, at: now, jitter: 0.9) }
                controller.finish(kind, bytes: bytes, took: .milliseconds(90), at: now)
            }
        }
        #expect(controller.stage == .none)
        #expect(TrafficClass.allCases.allSatisfy { controller[$0].shed == 0 && controller[$0].inFlight == 0 })
        #expect(controller.bytes == 0)
    }

    @Test func `reports are put off first, then enrolments and reading, then changes, and polls never`() {
        var controller = controller()
        controller.observe(strained(0.9), at: start)
        #expect(admitted(by: controller, at: start) == Set(TrafficClass.allCases))
        controller.observe(strained(1.1), at: start)
        #expect(admitted(by: controller, at: start) == [.enrolment, .reading, .change, .poll])
        controller.observe(strained(3), at: start)
        #expect(admitted(by: controller, at: start) == [.change, .poll])
        controller.observe(strained(6), at: start)
        #expect(admitted(by: controller, at: start) == [.poll])
    }

    @Test(arguments: [(2100, OverloadStage.reports), (3100, .arrivals), (3700, .changes)])
    func `a store whose line grows long is spared, however fast it is`(waiting: Int, stage: OverloadStage) {
        var controller = controller()
        controller.observe(
            StoreLoad(waitingWrites: waiting, capacity: 4096, oldestWrite: .zero, lastCommit: .zero), at: start)
        #expect(controller.stage == stage)
    }

    @Test func `requests under way are bounded for every class`() {
        for kind in TrafficClass.allCases where kind != .poll {
            var controller = controller()
            var taken = 0
            while (try? controller.admit(kind, at: start, jitter: 0)) != nil, taken < 10_000 { taken += 1 }
            #expect(taken <= 4096)
            #expect(controller[kind].inFlight == taken)
            #expect(controller[kind].shed == 1)
        }
    }

    @Test func `bytes under way are bounded, and who may not have more loses its request alone`() throws {
        var controller = controller()
        try controller.admit(.change, at: start, jitter: 0)
        try controller.hold(30 << 20, of: .change, at: start, jitter: 0)
        try controller.admit(.report, at: start, jitter: 0)
        try controller.hold(1 << 20, of: .report, at: start, jitter: 0)
        #expect(throws: Overloaded.self) { try controller.hold(4 << 20, of: .report, at: start, jitter: 0) }
        #expect(controller.bytes == 31 << 20, "what was refused was not counted")
        controller.finish(.report, bytes: 1 << 20, took: nil, at: start)
        try controller.hold(4 << 20, of: .change, at: start, jitter: 0)
        #expect(throws: Overloaded.self) { try controller.hold(64 << 20, of: .change, at: start, jitter: 0) }
        controller.finish(.change, bytes: 34 << 20, took: nil, at: start)
        #expect(controller.bytes == 0)
    }

    @Test func `what is never put off may hold nothing`() throws {
        var controller = controller()
        try controller.admit(.poll, at: start, jitter: 0)
        #expect(throws: Overloaded.self) { try controller.hold(1, of: .poll, at: start, jitter: 0) }
        #expect(controller.bytes == 0)
    }

    @Test func `enrolments have a bound of their own, and put nobody else off`() throws {
        var limits = AdmissionLimits()
        limits.requests = .init(10, 20, 30)
        limits.bytes = .init(1_048_576, 2_097_152, 3_145_728)
        limits.few = 0
        var controller = AdmissionController(limits, at: start)
        for _ in 0..<256 { try controller.admit(.enrolment, at: start, jitter: 0) }
        #expect(throws: Overloaded.self) { try controller.admit(.enrolment, at: start, jitter: 0) }
        try controller.hold(8 << 20, of: .enrolment, at: start, jitter: 0)
        #expect(throws: Overloaded.self) { try controller.hold(1, of: .enrolment, at: start, jitter: 0) }
        try controller.admit(.report, at: start, jitter: 0)
        try controller.hold(1 << 20, of: .report, at: start, jitter: 0)
        controller.finish(.report, bytes: 1 << 20, took: nil, at: start)
        #expect(controller.stage == .none)
        #expect(controller.bytes == 8 << 20)
        controller.finish(.enrolment, bytes: 8 << 20, took: nil, at: start)
        try controller.admit(.enrolment, at: start, jitter: 0)
        try controller.hold(8 << 20, of: .enrolment, at: start, jitter: 0)
    }

    @Test func `a stage is left only when it is calm for a while, so that it does not flutter`() {
        var controller = controller()
        controller.observe(strained(1.1), at: start)
        controller.observe(strained(0.9), at: start + .seconds(1))
        #expect(controller.stage == .reports, "just below the step is not calm")
        controller.observe(strained(0.3), at: start + .seconds(2))
        #expect(controller.stage == .reports)
        controller.observe(strained(0.9), at: start + .milliseconds(2100))
        controller.observe(strained(0.3), at: start + .milliseconds(2200))
        controller.observe(strained(0.3), at: start + .milliseconds(2400))
        #expect(controller.stage == .reports, "the calm was interrupted")
        controller.observe(strained(0.3), at: start + .milliseconds(2450))
        #expect(controller.stage == .none)
        #expect(admitted(by: controller, at: start + .milliseconds(2450)) == Set(TrafficClass.allCases))
    }

    @Test func `a line in which even the fastest report waits is seen, and recovery from it`() throws {
        var controller = controller()
        func pass(_ took: Duration, at now: ContinuousClock.Instant) throws {
            for _ in 0..<20 { try controller.admit(.report, at: now, jitter: 0) }
            for _ in 0..<20 { controller.finish(.report, bytes: 0, took: took, at: now) }
        }
        try pass(.milliseconds(1100), at: start)
        try pass(.milliseconds(3), at: start)
        controller.observe(.idle, at: start + .milliseconds(500))
        #expect(controller.stage == .none, "somebody passed at once: there is no line")
        try pass(.milliseconds(1100), at: start + .milliseconds(600))
        controller.observe(.idle, at: start + .milliseconds(1100))
        #expect(controller.stage == .reports)
        controller.observe(.idle, at: start + .milliseconds(1600))
        controller.observe(.idle, at: start + .milliseconds(1900))
        #expect(controller.stage == .none, "nobody waits any more")
    }

    @Test func `a slow store does not make a node that has little to do put anything off`() throws {
        var controller = AdmissionController(at: start)
        controller.observe(strained(30), at: start)
        #expect(controller.stage == .none)
        for _ in 0..<127 { try controller.admit(.report, at: start, jitter: 0) }
        #expect(controller.stage == .none)
        try controller.admit(.report, at: start, jitter: 0)
        #expect(throws: Overloaded.self) { try controller.admit(.report, at: start, jitter: 0) }
    }

    @Test func `a few slow reports on a quiet node are no line`() throws {
        var controller = controller()
        for second in 0..<10 {
            let now = start + .seconds(second)
            try controller.admit(.report, at: now, jitter: 0)
            controller.finish(.report, bytes: 0, took: .seconds(5), at: now)
        }
        #expect(controller.stage == .none)
    }

    @Test func `those who are put off come back at different times, and reports last`() {
        var controller = controller()
        controller.observe(strained(6), at: start)
        func wait(_ kind: TrafficClass, _ jitter: Double) -> Int {
            do throws(Overloaded) {
                try controller.admit(kind, at: start, jitter: jitter)
                return 0
            } catch {
                return error.retryAfter
            }
        }
        #expect([0, 0.5, 0.99].map { wait(.report, $0) } == [15, 30, 44])
        #expect([0, 0.5, 0.99].map { wait(.change, $0) } == [3, 6, 8])
        #expect(controller[.report].shed == 3)
    }
}
