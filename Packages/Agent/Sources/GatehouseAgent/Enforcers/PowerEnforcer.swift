import CLinux
import Glibc

/// Restarts the machine or turns it off.
///
/// That happens only when the server knows; here it is made sure that it can.
struct PowerEnforcer {
    let isRestart: Bool

    func enforce(in scene: EnforcementScene) -> Enforcement {
        guard geteuid() == 0 else { return Enforcement(.failed, "the agent must run as root for this") }
        return isRestart
            ? Enforcement(.prepared, "the machine restarts", afterwards: .restart)
            : Enforcement(.done, "the machine turns off", afterwards: .powerOff)
    }
}

/// The switch of the machine.
public enum PowerSwitch {
    private static let systemctl = "/usr/bin/systemctl"

    /// Restarts; returns before that when a service manager does it, and else only with the reason why it cannot.
    public static func restart(_ machine: Machine) -> String? { turn("reboot", false, machine) }

    /// Turns off; returns as ``restart(_:)`` does.
    public static func powerOff(_ machine: Machine) -> String? { turn("poweroff", true, machine) }

    /// By systemd where it runs, so that services end well; else by reboot(2), which in a PID namespace ends its first
    /// process.
    private static func turn(_ word: String, _ powersOff: Bool, _ machine: Machine) -> String? {
        guard machine.exists("/run/systemd/system"), machine.exists(systemctl) else {
            let failure = clinux_reboot(powersOff ? 1 : 0)
            return "reboot(2): \(MachineError.text(of: -failure))"
        }
        do {
            _ = try machine.output(of: machine.hostPath(systemctl), [word], timeLimit: .seconds(30))
            return nil
        } catch {
            return error.message
        }
    }
}
