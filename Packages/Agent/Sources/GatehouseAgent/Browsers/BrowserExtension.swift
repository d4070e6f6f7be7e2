import GatehouseModel

/// One extension in one profile of one user's browser.
struct BrowserExtension: Hashable, Sendable {
    var browser: String
    var user: String
    var profile: String
    var identifier: String
    var name: String
    var version: String
    var isEnabled: Bool?
    /// How it came: `store`, `policy`, `sideloaded` or `unpacked`; nothing where that is not told.
    var origin: String?

    var row: FactValue {
        var fields: [String: FactValue] = [
            "browser": .text(browser), "user": .text(user), "profile": .text(Self.short(profile)),
            "id": .text(Self.short(identifier)), "name": .text(Self.short(name)), "version": .text(Self.short(version)),
        ]
        fields["enabled"] = isEnabled.map(FactValue.boolean)
        fields["origin"] = origin.map(FactValue.text)
        return .record(fields)
    }

    /// Users write these texts: what is longer is cut.
    private static func short(_ text: String) -> String {
        text.unicodeScalars.count > 128 ? String(String(text.unicodeScalars.prefix(127))) + "…" : text
    }
}

/// What a profile gave, and what of it could not be read.
struct BrowserProfileContents {
    var extensions: [BrowserExtension] = []
    var problems = 0
}
