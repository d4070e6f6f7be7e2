import GatehouseSimulator
import Testing

@Suite struct ScenarioTests {
    @Test func `shares of the fleet are met, and spread out`() {
        let scenario = Scenario(
            name: "mix", devices: 100,
            fleet: [
                FleetShare(.linuxWorkstation, weight: 70), FleetShare(.linuxServer, weight: 25),
                FleetShare(.telemetryOnly, weight: 5),
            ], phases: [])
        let profiles = (0..<100).map { scenario.share(of: $0).profile }
        #expect(profiles.count { $0 == .linuxWorkstation } == 70)
        #expect(profiles.count { $0 == .linuxServer } == 25)
        #expect(profiles.count { $0 == .telemetryOnly } == 5)
        #expect(profiles.prefix(20).contains(.linuxServer), "a part of the fleet is as mixed as the whole")
    }
}
