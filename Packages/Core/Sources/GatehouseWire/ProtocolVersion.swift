/// The version of the agent protocol, one integer.
///
/// - 2 (2026-11): actions are accepted before they are run, tell their progress, and bring results and artefacts.
/// - 1 (2026-11): enrolment, check-in by delta, long poll for work, renewal, tokens, action results.
public enum ProtocolVersion {
    /// What this build speaks as agent, and the newest that it understands as server.
    public static let current = 2
    /// The oldest that the server still understands.
    public static let oldest = 1
}
