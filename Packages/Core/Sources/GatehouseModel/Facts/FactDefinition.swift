/// What a fact key means.
public struct FactDefinition: Hashable, Sendable {
    /// The name that agents report and policies test; no two definitions share it.
    public let key: FactKey
    /// The type that a known value must have; a value of another type is refused.
    public let type: FactType
    /// Where the fact is reported; a requirement that reaches none of these is refused.
    public let platforms: Set<Platform>
    /// What the value says, in words: lower case, no full stop.
    public let summary: String
    /// Where the value is read on the device, or what the server compares.
    public let source: String
    /// The best that the source allows; a channel that is trusted less lowers it.
    public let assurance: Assurance
    /// What it tells about the person behind the device.
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
