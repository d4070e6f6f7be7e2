import GatehouseModel
import Testing

@testable import GatehouseAgent

@Suite struct LockEnforcerTests {
    @Test func `every session is told to lock`() throws {
        let scene = try EnforcerScene()
        try scene.program("/usr/bin/loginctl")
        #expect(scene.enforce(.lock).state == .done)
        #expect(scene.called == "lock-sessions\n")
    }

    @Test func `logind that refuses is a failure, and none at all cannot lock`() throws {
        let scene = try EnforcerScene()
        #expect(scene.enforce(.lock).state == .notSupported)
        try scene.program("/usr/bin/loginctl", status: 1)
        #expect(scene.enforce(.lock).state == .failed)
    }
}
