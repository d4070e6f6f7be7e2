import GatehouseModel
import Testing

@testable import GatehouseAgent

/// What reboot(2) itself does is shown by a whole agent in a PID namespace (`EndToEndTests`).
@Suite struct PowerEnforcerTests {
    @Test func `a restart ends later, and turning off is told before it happens`() throws {
        try requireRoot()
        let scene = try EnforcerScene()
        let restart = scene.enforce(.reboot)
        #expect(restart.state == .prepared && restart.afterwards == .restart)
        let off = scene.enforce(.shutdown)
        #expect(off.state == .done && off.afterwards == .powerOff)
    }

    @Test func `where systemd runs, it does both`() throws {
        let scene = try EnforcerScene(["/run/systemd/system/x": ""])
        try scene.program("/usr/bin/systemctl")
        #expect(PowerSwitch.restart(scene.fixture.machine) == nil)
        #expect(PowerSwitch.powerOff(scene.fixture.machine) == nil)
        #expect(scene.called == "reboot\npoweroff\n")
    }

    @Test func `why it did not happen is told`() throws {
        let scene = try EnforcerScene(["/run/systemd/system/x": ""])
        try scene.program("/usr/bin/systemctl", status: 1)
        #expect(PowerSwitch.restart(scene.fixture.machine)?.contains("ended with status 1") == true)
    }
}
