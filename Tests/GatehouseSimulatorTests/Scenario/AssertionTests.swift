import Testing

@testable import GatehouseSimulator

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

    @Test func `an assertion may be about one phase, and about the server's process`() throws {
        var ledger = Ledger()
        ledger.begin("calm", at: .zero)
        ledger.note(.changedCheckIn, took: .milliseconds(1))
        ledger.note([.memory: 100 * 1_048_576, .files: 10])
        ledger.begin("the storm", at: .seconds(10))
        ledger.note(.changedCheckIn, took: .milliseconds(100))
        ledger.count(.unavailable, 3)
        ledger.note([.memory: 300 * 1_048_576, .processor: 80])
        ledger.begin("calm again", at: .seconds(20))
        ledger.elapsed = .seconds(30)
        for (text, holds) in [
            ("overload.503 == 3 in the storm", true), ("overload == 0 in calm", true), ("overload == 3", true),
            ("overload == 0 in calm again", true), ("checkin.p99 < 10ms in calm", true),
            ("checkin.p99 > 90ms in the storm", true), ("checkin.p99 < 1s in calm again", false),
            ("checkin.rate < 1/s in the storm", true), ("server.memory.max <= 300MiB", true),
            ("server.memory.max < 101MiB in calm", true), ("server.memory.min < 100MiB", false),
            ("server.processor.max == 80%", true), ("server.files.last == 10", true),
            ("server.files.max == 10 in the storm", false),
        ] {
            let outcome = try Assertion(text).check(ledger)
            #expect(outcome.holds == holds, "\(text): \(outcome.foundText)")
        }
    }

    @Test func `what was never measured holds nothing`() throws {
        let outcome = try Assertion("decision.p99 < 10s").check(ledger)
        #expect(!outcome.holds)
        #expect(outcome.foundText == "nothing was measured")
    }

    @Test(arguments: [
        "errors", "errors == none", "checkin.p99 < 5/s", "nothing == 0", "errors == -1", "", "errors == 0 in",
        "errors == 0 during storm", "server.memory.max < 5", "server.memory.p99 < 5MiB", "server.processor.max < 5",
    ])
    func `what is no assertion is refused`(_ text: String) {
        #expect(throws: Assertion.Refusal.self) { try Assertion(text) }
    }

    @Test(arguments: Metric.all)
    func `every metric that is listed can be asserted`(_ name: String) throws {
        _ = try Metric(name)
    }
}
