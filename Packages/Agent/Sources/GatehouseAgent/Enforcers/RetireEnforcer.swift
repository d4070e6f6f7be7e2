import GatehouseModel

/// Lets the device leave the fleet: its identity goes when the server knows.
struct RetireEnforcer {
    let isDryRun: Bool

    func enforce(in scene: EnforcementScene) -> Enforcement {
        let going = "\(scene.stateDirectory)/ (this device's identity and state)"
        guard !isDryRun else {
            return Enforcement(.done, "1 thing would be removed", result: ActionResult(output: going + "\n"))
        }
        return Enforcement(
            .done, "the identity is removed", result: ActionResult(output: going + "\n"), afterwards: .leave)
    }
}
