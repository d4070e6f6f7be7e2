extension FactCatalogue {
    /// What the agent says of itself; no collector of the machine's brings it.
    public static let agent: [FactDefinition] = [
        .init("agent.version", .version, "version of the agent that reports", source: "the agent"),
        .init(
            "agent.updateFailure", .text, "update of the agent that was taken back last, and why",
            source: "the agent's update.json"),
    ]
}
