/// Locks every session that logind knows; the desktop shows its lock screen.
struct LockEnforcer {
    private static let program = "/usr/bin/loginctl"

    func enforce(in scene: EnforcementScene) -> Enforcement {
        guard scene.machine.exists(Self.program) else {
            return Enforcement(.notSupported, "there is no `\(Self.program)` on this machine")
        }
        do {
            _ = try scene.machine.output(of: scene.machine.hostPath(Self.program), ["lock-sessions"])
            return Enforcement(.done, "every session was told to lock")
        } catch {
            return Enforcement(.failed, error.message)
        }
    }
}
