import GatehouseModel

/// What a `User-Agent` header says of platform and client: anybody can write one, so it only ever narrows.
struct UserAgent {
    /// `absent` when the header names no platform that we know.
    let platform: Input<Platform>
    let client: ClientApplicationType

    /// Android names Linux too, and iOS names Mac OS X: the narrower word is looked for first.
    private static let words: [(word: String, platform: Platform)] = [
        ("Android", .android), ("iPhone", .iOS), ("iPad", .iOS), ("Windows", .windows), ("Macintosh", .macOS),
        ("Mac OS X", .macOS), ("Linux", .linux), ("X11", .linux),
    ]

    init(_ header: String) {
        platform = Self.words.first { header.contains($0.word) }.map { .known($0.platform) } ?? .absent
        client = header.hasPrefix("Mozilla/") ? .browser : .mobileAppsAndDesktopClients
    }
}
