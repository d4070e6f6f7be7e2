import GatehouseModel

/// Removes what the device's own configuration lists, then lets it leave the fleet.
///
/// The identity goes only when all the rest has: what could not be removed can be tried again.
struct WipeEnforcer {
    private static let userdel = "/usr/sbin/userdel"
    private static let loginctl = "/usr/bin/loginctl"

    let scope: ActionCommand.WipeScope
    let isDryRun: Bool

    func enforce(in scene: EnforcementScene) -> Enforcement {
        guard scope == .selective else {
            return Enforcement(.notSupported, "a running Linux cannot wipe the disk that it runs from")
        }
        return isDryRun ? preview(scene) : wipe(scene)
    }

    private func preview(_ scene: EnforcementScene) -> Enforcement {
        var lines = scene.rules.wipedPaths.map { path -> String in
            do throws(MachineError) {
                let size = try FileTree(path, in: scene.machine).measured()
                return "\(path) (\(size.files) files, \(size.bytes) bytes)"
            } catch {
                return error.code == .missing ? "\(path) (not there)" : "\(path) (\(error.message))"
            }
        }
        lines += scene.rules.wipedAccounts.map { account in
            exists(account, scene.machine) ? "account \(account) with its home" : "account \(account) (not there)"
        }
        lines.append("\(scene.stateDirectory)/ (this device's identity and state)")
        let output = lines.map { $0 + "\n" }.joined()
        return Enforcement(.done, "\(lines.count) things would be removed", result: ActionResult(output: output))
    }

    private func wipe(_ scene: EnforcementScene) -> Enforcement {
        let steps = scene.rules.wipedPaths.count + scene.rules.wipedAccounts.count
        var done = 0
        var lines = [String]()
        var failures = 0
        func step(_ what: String, _ body: () throws(MachineError) -> Void) {
            scene.progress(Int64(done * 100 / max(steps, 1)), "removing \(what)")
            do throws(MachineError) {
                try body()
                lines.append("\(what): removed")
            } catch  where error.code == .missing {
                lines.append("\(what): was not there")
            } catch {
                failures += 1
                lines.append("\(what): \(error.message)")
            }
            done += 1
        }
        for path in scene.rules.wipedPaths {
            step(path) { () throws(MachineError) in try FileTree(path, in: scene.machine).remove() }
        }
        for account in scene.rules.wipedAccounts {
            step("account \(account)") { () throws(MachineError) in try remove(account, scene.machine) }
        }
        let result = ActionResult(output: lines.map { $0 + "\n" }.joined())
        guard failures == 0 else {
            return Enforcement(.failed, "\(failures) of \(steps) things could not be removed", result: result)
        }
        return Enforcement(
            .done, "\(steps) things and the identity are removed", result: result, afterwards: .leave)
    }

    private func exists(_ account: String, _ machine: Machine) -> Bool {
        guard let lines = try? machine.configuration("/etc/passwd") else { return false }
        return lines.contains { $0.prefix { $0 != UInt8(ascii: ":") }.text == account }
    }

    private func remove(_ account: String, _ machine: Machine) throws(MachineError) {
        guard exists(account, machine) else { throw MachineError(.missing, "there is no account `\(account)`") }
        if machine.isRunning, machine.exists(Self.loginctl) {
            // Sessions that go on would hold its files; that there are none is no failure.
            _ = try? machine.output(of: Self.loginctl, ["terminate-user", account])
        }
        let root = machine.isRunning ? [] : ["--root", machine.root]
        _ = try machine.output(
            of: Self.userdel, root + ["--force", "--remove", account], timeLimit: .seconds(600))
    }
}
