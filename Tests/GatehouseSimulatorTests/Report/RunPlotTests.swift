import GatehouseSimulator
import Testing

@Suite struct RunPlotTests {
    private var report: RunReport {
        var server = ModelServer(.sample(assertions: ["errors == 0"]))
        var scenario = Scenario.sample(assertions: ["errors == 0"])
        scenario.name = "a <day> & night"
        return RunReport(scenario: scenario, ledger: server.play())
    }

    @Test func `the plot names its axes, units, phases and curves`() {
        let svg = RunPlot(report).svg
        for text in [
            "a second", "time of a check-in [ms]", "connected devices", "seconds since the beginning", ">p99<",
            ">check-ins<", ">day<",
        ] { #expect(svg.contains(text), "\(text)") }
        #expect(svg.contains("a &lt;day&gt; &amp; night"))
        #expect(svg.hasPrefix("<svg") && svg.hasSuffix("</svg>\n"))
    }

    @Test func `no place in the plot is outside of it`() {
        let svg = RunPlot(report).svg
        for match in svg.matches(of: #/ x1?="(?<place>[0-9.]+)"/#) {
            #expect((Double(match.place) ?? -1) <= 960, "\(match.place)")
        }
    }

    @Test func `a run that was over at once is plotted too`() {
        let svg = RunPlot(RunReport(scenario: .sample(), ledger: Ledger())).svg
        #expect(svg.contains("</svg>"))
    }
}
