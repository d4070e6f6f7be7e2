/// The version of this agent.
public enum AgentVersion {
    public static let text = "0.1.0"
}
