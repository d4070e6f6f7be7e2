import GatehouseModel
import Testing

@testable import GatehouseAgent

struct TimeSynchronisationCollectorTests {
    @Test func `this machine's clock is as busybox reads it`() throws {
        let output = try Tool.busybox.output("adjtimex")
        let fields = output.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 1) }
        let status = fields.first { $0[0].hasSuffix("status") }?[1] ?? ""
        let maximum = fields.first { $0[0].hasSuffix("maxerror") }?[1].split(separator: " ").first ?? ""
        let facts = try facts(of: TimeSynchronisationCollector())
        #expect(facts.outline("time.synchronised") == (status.contains("UNSYNC") ? "false" : "true"))
        let seconds = try #require(Int64(maximum)) / 1_000_000
        #expect(["\(seconds)", "\(seconds + 1)"].contains(facts.outline("time.maximumError")))
    }

    @Test(arguments: [(0, "0"), (1, "1"), (1_000_000, "1"), (1_000_001, "2"), (16_000_000, "16"), (-1, "0")])
    func `the error is rounded up to whole seconds`(microseconds: Int64, expected: String) throws {
        let state = ClockState(isSynchronised: true, maximumErrorInMicroseconds: microseconds)
        let facts = try Fixture().facts(of: TimeSynchronisationCollector { .success(state) })
        #expect(facts.outline("time.maximumError") == expected)
    }

    @Test func `a kernel that refuses leaves it unknown`() throws {
        let facts = try Fixture().facts(
            of: TimeSynchronisationCollector { .failure(MachineError(.denied, "`adjtimex` is not readable")) })
        #expect(facts.outline("time.synchronised") == "unavailable")
        #expect(facts.outline("time.maximumError") == "unavailable")
    }

    @Test(arguments: [
        ("systemd-timesyn", "systemd-timesyncd"), ("chronyd", "chronyd"), ("ntpd", "ntpd"), ("bash", "absent"),
    ])
    func `the service is the process that runs`(process: String, expected: String) throws {
        let fixture = try Fixture(["/proc/12/comm": process + "\n", "/proc/self/comm": "chronyd\n", "/proc/9/x": ""])
        #expect(try fixture.facts(of: TimeSynchronisationCollector()).outline("time.service") == expected)
    }

    @Test func `without processes to see the service is unknown`() throws {
        #expect(
            try Fixture(["/proc/x": ""]).facts(of: TimeSynchronisationCollector()).outline("time.service")
                == "unavailable")
    }
}
