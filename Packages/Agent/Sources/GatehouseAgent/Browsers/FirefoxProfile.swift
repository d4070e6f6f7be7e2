import GatehouseModel

/// A profile of Firefox: the add-ons that its `extensions.json` lists.
struct FirefoxProfile {
    static let roots = [
        ".mozilla/firefox", ".config/mozilla/firefox", "snap/firefox/common/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/.mozilla/firefox",
    ]
    static let file = "extensions.json"
    private static let largest = 16 << 20
    private static let mostExtensions = 1000

    let machine: Machine
    let path: String
    let user: String

    func contents() -> BrowserProfileContents {
        guard let bytes = try? machine.bytes("\(path)/\(Self.file)", limit: Self.largest) else {
            return BrowserProfileContents(problems: 1)
        }
        var contents = BrowserProfileContents()
        var scanner = JSONScanner(bytes)
        scanner.members { scanner, name in
            guard name == "addons" else { return }
            scanner.elements { scanner in
                guard contents.extensions.count < Self.mostExtensions, let found = addOn(&scanner) else { return }
                contents.extensions.append(found)
            }
        }
        if !scanner.end() { contents.problems = 1 }
        return contents
    }

    /// `nil` for what is no extension, and for those that come with Firefox itself.
    private func addOn(_ scanner: inout JSONScanner) -> BrowserExtension? {
        var texts: [String: String] = [:]
        var (isActive, name): (Bool?, String?)
        scanner.members { scanner, member in
            switch member {
            case "id", "version", "type", "location", "sourceURI": texts[member] = scanner.text()
            case "active": isActive = scanner.word().map { $0 == "true" }
            case "defaultLocale":
                scanner.members { scanner, part in if part == "name" { name = scanner.text() } }
            default: break
            }
        }
        guard texts["type"] == "extension", let identifier = texts["id"], let version = texts["version"],
            let location = texts["location"],
            !["app-builtin", "app-system-defaults", "app-system-addons"].contains(location)
        else { return nil }
        let isFromStore = texts["sourceURI"]?.hasPrefix("https://addons.mozilla.org/") ?? false
        return BrowserExtension(
            browser: "firefox", user: user, profile: path.split(separator: "/").last.map(String.init) ?? path,
            identifier: identifier, name: name ?? identifier, version: version, isEnabled: isActive,
            origin: location == "app-temporary" ? "unpacked" : isFromStore ? "store" : "sideloaded")
    }
}
