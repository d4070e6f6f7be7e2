import GatehouseDocuments
import GatehouseSimulator
import Testing

@Suite struct ScenarioReaderTests {
    private static let good = """
        scenario: a-day
        description: one day
        seed: 42
        devices: 10
        fleet:
          - {profile: linux-workstation, share: 3, packages: 10}
          - {profile: linux-server, network: slow}
        phases:
          - name: morning
            duration: 1m30s
            connect: 30/m
            report: {every: 2s, changed: 25%, fact: verdict}
            decisions: {application: intranet, rate: 5/s, blockUnsafeWithin: 1s}
            hostile: {garbage: 1/s}
            apply: [strict.yaml]
            unsafe: [linux-server]
          - {name: cut, duration: 5s, outage: 50%}
        assertions:
          - checkin.p99 < 500ms
          - errors == 0
        """

    @Test func `everything that can be written is read`() throws {
        let scenario = try ScenarioReader.read(Self.good, file: "day.yaml")
        #expect(scenario.name == "a-day")
        #expect(scenario.seed == 42)
        #expect(
            scenario.fleet == [
                FleetShare(.linuxWorkstation, weight: 3, packages: 10), FleetShare(.linuxServer, isSlow: true),
            ])
        let morning = Phase(
            name: "morning", duration: .seconds(90), connect: 0.5,
            report: .init(every: .seconds(2), changed: 0.25, flip: .verdict), apply: ["strict.yaml"],
            unsafe: [.linuxServer],
            decisions: .init(application: "intranet", rate: 5, blockUnsafeWithin: .seconds(1)),
            hostile: [.garbage: 1])
        #expect(scenario.phases == [morning, Phase(name: "cut", duration: .seconds(5), outage: 0.5)])
        #expect(scenario.assertions.map(\.text) == ["checkin.p99 < 500ms", "errors == 0"])
        #expect(scenario.attackers > 0)
    }

    @Test(arguments: [
        ("profile: linux-server", "profile: linux-servr", 7, "did you mean `linux-server`?"),
        ("devices: 10", "devises: 10", 4, "did you mean `devices`?"),
        ("duration: 1m30s", "duration: soon", 10, "as 500ms, 30s or 5m"),
        ("connect: 30/m", "connect: fast", 11, "as 50/s or 30/m"),
        ("changed: 25%", "changed: 25", 12, "as 20%"),
        ("checkin.p99 <", "checkin.p98 <", 19, "did you mean `checkin.p95`?"),
        ("< 500ms", "< 500", 19, "as 500ms or 2s"),
        ("errors == 0", "errors = 0", 20, "one of < <= == >= >"),
        ("garbage: 1/s", "junk: 1/s", 14, "it may have garbage, no-certificate"),
    ])
    func `what is wrong is said with its line and how to mend it`(
        _ right: String, _ wrong: String, _ line: Int, _ hint: String
    ) {
        let refusal = problems(Self.good.replacing(right, with: wrong))
        let first = refusal.first { $0.hint?.hasPrefix(hint) == true }
        #expect(first?.line == line, "\(refusal)")
        #expect(first?.file == "day.yaml")
    }

    @Test func `everything that is wrong is said at once`() {
        let text = Self.good.replacing("duration: 5s", with: "duration: x").replacing("devices: 10", with: "devices: 0")
        #expect(problems(text).map(\.line) == [4, 17])
    }

    @Test(arguments: ["", "[", "- 1", "scenario: a\nscenario: b"])
    func `what is no scenario is refused`(_ text: String) {
        #expect(!problems(text).isEmpty)
    }

    @Test func `a scenario in which nobody connects is refused`() {
        #expect(problems(Self.good.replacing("    connect: 30/m\n", with: "")).first?.hint?.contains("connect") == true)
    }

    private func problems(_ text: String) -> [DocumentProblem] {
        do {
            _ = try ScenarioReader.read(text, file: "day.yaml")
            return []
        } catch {
            return error.problems
        }
    }
}
