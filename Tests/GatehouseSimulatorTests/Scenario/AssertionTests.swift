import GatehouseSimulator
import Testing

@Suite struct AssertionTests {
    private var ledger: Ledger {
        var ledger = Ledger()
        for number in 1...100 { ledger.note(.changedCheckIn, took: .milliseconds(number)) }
        for _ in 1...100 { ledger.note(.unchangedCheckIn, took: .milliseconds(1)) }
        ledger.count(.timeout, 2)
        ledger.count(.refused)
        ledger.count(.tooManyRequests, 4)
        ledger.elapsed = .seconds(10)
        return ledger
    }

    @Test(arguments: [
        ("checkin.changed.p50 < 52ms", true), ("checkin.changed.p50 < 50ms", false), ("checkin.count == 200", true),
        ("checkin.rate >= 20/s", true), ("checkin.rate > 20/s", false), ("checkin.p50 < 2ms", true),
        ("checkin.max > 99ms", true), ("errors == 3", true), ("errors.timeout == 2", true), ("errors == 0", false),
        ("overload == 4", true), ("overload.503 == 0", true), ("checkin.changed.mean < 1s", true),
    ])
    func `an assertion holds or it does not`(_ text: String, _ holds: Bool) throws {
        let outcome = try Assertion(text).check(ledger)
        #expect(outcome.holds == holds, "\(outcome.foundText)")
    }

    @Test func `what was never measured holds nothing`() throws {
        let outcome = try Assertion("decision.p99 < 10s").check(ledger)
        #expect(!outcome.holds)
        #expect(outcome.foundText == "nothing was measured")
    }

    @Test(arguments: ["errors", "errors == none", "checkin.p99 < 5/s", "nothing == 0", "errors == -1", ""])
    func `what is no assertion is refused`(_ text: String) {
        #expect(throws: Assertion.Refusal.self) { try Assertion(text) }
    }

    @Test(arguments: Metric.all)
    func `every metric that is listed can be asserted`(_ name: String) throws {
        _ = try Metric(name)
    }
}
