import GatehouseModel
import Glibc

/// Runs a script whose signature was checked, as an account that this device's own configuration lists.
struct RunScriptEnforcer {
    let run: ScriptRun
    let script: [UInt8]

    func enforce(in scene: EnforcementScene) -> Enforcement {
        let name = run.account.isEmpty ? scene.rules.scriptAccounts.first ?? "" : run.account
        guard scene.rules.scriptAccounts.contains(name) else {
            return Enforcement(.failed, "this device's own configuration lets no script run as `\(name)`")
        }
        do throws(MachineError) {
            var process = try ScriptProcess(script, as: try ScriptAccount(name), timeLimit: run.timeLimit)
            scene.progress(nil, "running as \(name)")
            let output = process.output(limit: ActionResult.outputLimit)
            return outcome(try process.finish(), output)
        } catch {
            return Enforcement(.failed, error.message)
        }
    }

    private func outcome(_ end: ScriptProcess.End, _ output: (bytes: [UInt8], isTruncated: Bool)) -> Enforcement {
        var result = ActionResult(output: output.bytes.text, isTruncated: output.isTruncated)
        switch end {
        case .exited(let code):
            result.exitCode = Int64(code)
            return Enforcement(code == 0 ? .done : .failed, "ended with status \(code)", result: result)
        case .signalled(let signal):
            return Enforcement(.failed, "was ended by signal \(signal)", result: result)
        case .timedOut:
            return Enforcement(.failed, "was killed after \(run.timeLimit.text)", result: result)
        }
    }
}

/// An account of the system by its numbers.
struct ScriptAccount: Hashable {
    let uid: uid_t
    let gid: gid_t

    /// An account by its numbers, which need not be on this device.
    init(uid: uid_t, gid: gid_t) {
        self.uid = uid
        self.gid = gid
    }

    /// Refuses an account that is not there, and any but its own where the agent does not run as root.
    init(_ name: String) throws(MachineError) {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16 << 10)
        guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
            throw MachineError(.failed, "there is no account `\(name)` on this device")
        }
        guard geteuid() == 0 || geteuid() == entry.pw_uid else {
            throw MachineError(.failed, "the agent must run as root to run a script as `\(name)`")
        }
        uid = entry.pw_uid
        gid = entry.pw_gid
    }
}
