/// The version of the agent protocol, one integer.
///
/// - 1 (2026-11): enrolment, check-in by delta, long poll for work, renewal, tokens, action results.
public enum ProtocolVersion {
    /// What this build speaks as agent, and the newest that it understands as server.
    public static let current = 1
    /// The oldest that the server still understands.
    public static let oldest = 1
}
