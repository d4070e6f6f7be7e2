/// The version of this agent.
public enum AgentVersion {
    /// As semver.org has it, without a leading `v`.
    public static let text = "0.1.0"
}
