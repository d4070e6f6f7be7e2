/// What a fact key means.
public struct FactDefinition: Hashable, Sendable {
    public let key: FactKey
    public let type: FactType
    public let platforms: Set<Platform>
    public let summary: String
    public let source: String
    /// The best that the source allows; a channel that is trusted less lowers it.
    public let assurance: Assurance
    public let privacy: PrivacyClass

    init(
        _ key: FactKey, _ type: FactType, _ summary: String, source: String, privacy: PrivacyClass = .posture,
        assurance: Assurance = .agentVerified, platforms: Set<Platform> = [.linux]
    ) {
        self.key = key
        self.type = type
        self.summary = summary
        self.source = source
        self.privacy = privacy
        self.assurance = assurance
        self.platforms = platforms
    }
}
