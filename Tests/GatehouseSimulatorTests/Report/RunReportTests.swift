import GatehouseSimulator
import GatehouseWire
import Testing

@Suite struct RunReportTests {
    private func report(_ assertions: [String]) -> RunReport {
        var server = ModelServer(.sample())
        return RunReport(scenario: .sample(assertions: assertions), ledger: server.play())
    }

    @Test func `a run holds when every assertion does`() {
        #expect(report(["errors == 0", "devices.verified == 20"]).holds)
        #expect(!report(["errors == 0", "devices.verified == 21"]).holds)
    }

    @Test func `the table shows operations, counters and what failed`() {
        let text = report(["errors == 0", "checkin.p99 < 1ms"]).text
        #expect(text.contains("sample: 20 devices, seed 7"))
        #expect(text.contains("checkin.changed"))
        #expect(text.contains("devices.verified"))
        #expect(text.contains("held   errors == 0 (found 0)"))
        #expect(text.contains("FAILED checkin.p99 < 1ms (found 5.00 ms)"))
    }

    @Test func `programs read the same from JSON`() throws {
        let bytes = report(["errors == 0"]).json.serialised()
        let json = try JSON.parse(bytes)
        #expect(json["holds"] == .boolean(true))
        #expect(json["counters"]?["devices.verified"] == .integer(20))
        guard case .array(let seconds)? = json["timeline"] else {
            Issue.record("there is no timeline")
            return
        }
        #expect(seconds.count >= 20)
    }
}
