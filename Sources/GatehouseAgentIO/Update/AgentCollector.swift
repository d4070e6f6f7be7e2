import GatehouseAgent
import GatehouseAgentCore
import GatehouseModel

/// What the agent says of itself: its version, and the update that was taken back last.
struct AgentCollector: Collector {
    let name = "agent"
    let keys: [FactKey] = ["agent.version", "agent.updateFailure"]
    var watches: [String] { [directory.file("update.json")] }

    var directory: StateDirectory

    func collect(in machine: Machine, at now: Instant) -> [Fact] {
        let failure = directory.updateRecord().failure
        return [
            fact("agent.version", .known(.text(AgentVersion.text)), "the agent", at: now),
            fact(
                "agent.updateFailure",
                failure.map { .known(.text("\($0.version): \($0.reason)")) } ?? .absent(reason: "none was taken back"),
                "update.json", at: now),
        ]
    }

    private func fact(_ key: FactKey, _ state: FactState, _ source: String, at now: Instant) -> Fact {
        let evidence = if case .absent(let reason) = state { reason } else { "" }
        return Fact(
            key: key, state: state, source: source, evidence: evidence, observedAt: now, assurance: .agentVerified)
    }
}
