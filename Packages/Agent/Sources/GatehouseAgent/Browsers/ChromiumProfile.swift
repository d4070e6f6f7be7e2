import GatehouseModel

/// A profile of a browser of the Chromium family: what its preferences list, and what lies in its folder besides.
struct ChromiumProfile {
    /// Folders below a home that hold profiles, and the browser's name.
    static let roots: [(folder: String, browser: String)] = [
        (".config/google-chrome", "chrome"), (".config/google-chrome-beta", "chrome"),
        (".config/google-chrome-unstable", "chrome"), (".var/app/com.google.Chrome/config/google-chrome", "chrome"),
        (".config/chromium", "chromium"), ("snap/chromium/common/chromium", "chromium"),
        (".var/app/org.chromium.Chromium/config/chromium", "chromium"), (".config/microsoft-edge", "edge"),
        (".config/microsoft-edge-beta", "edge"), (".config/microsoft-edge-dev", "edge"),
        (".var/app/com.microsoft.Edge/config/microsoft-edge", "edge"), (".config/BraveSoftware/Brave-Browser", "brave"),
        (".var/app/com.brave.Browser/config/BraveSoftware/Brave-Browser", "brave"),
    ]
    /// Larger files are refused.
    static let largestPreferences = 16 << 20
    private static let largestManifest = 1 << 20
    private static let mostExtensions = 1000

    let machine: Machine
    let path: String
    let browser: String
    let user: String

    /// What preferences say of one extension.
    fileprivate struct Setting {
        var name: String?
        var version: String?
        var state: Int?
        var isDisabled = false
        var location: Int?
        var isFromStore = false
        var path: String?
    }

    func contents() -> BrowserProfileContents {
        var contents = BrowserProfileContents()
        var settings: [String: Setting] = [:]
        for file in ["Preferences", "Secure Preferences"] {
            switch Self.settings(in: "\(path)/\(file)", machine) {
            case .success(let found): settings.merge(found) { $0.merged(with: $1) }
            case .failure(let error): if error.code != .missing { contents.problems += 1 }
            }
        }
        let folders = (try? machine.names(in: "\(path)/Extensions"))?.filter(Self.isIdentifier) ?? []
        let identifiers = Set(folders).union(settings.keys).sorted().prefix(Self.mostExtensions)
        for identifier in identifiers {
            let setting = settings[identifier]
            // The browser's own parts (5, 10) are none that anybody chose.
            if let location = setting?.location, location == 5 || location == 10 { continue }
            guard let found = describe(identifier, setting, hasFolder: folders.contains(identifier)) else { continue }
            contents.extensions.append(found)
        }
        return contents
    }

    /// 32 letters from `a` to `p`.
    private static func isIdentifier(_ name: String) -> Bool {
        name.utf8.count == 32 && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "p")).contains($0) }
    }

    private func describe(_ identifier: String, _ setting: Setting?, hasFolder: Bool) -> BrowserExtension? {
        let manifest = hasFolder ? newestManifest(of: identifier) : setting?.path.flatMap(unpacked)
        // Preferences keep a line of what was removed or only ever looked at.
        guard let version = manifest?.version ?? setting?.version else { return nil }
        let name = manifest?.name ?? setting?.name ?? identifier
        return BrowserExtension(
            browser: browser, user: user, profile: path.split(separator: "/").last.map(String.init) ?? path,
            identifier: identifier, name: name, version: version, isEnabled: setting?.isEnabled,
            origin: setting?.origin)
    }
}

extension ChromiumProfile {
    private static func settings(in path: String, _ machine: Machine) -> Result<[String: Setting], MachineError> {
        Result { () throws(MachineError) in
            var scanner = JSONScanner(try machine.bytes(path, limit: largestPreferences))
            var found: [String: Setting] = [:]
            scanner.members { scanner, name in
                guard name == "extensions" else { return }
                scanner.members { scanner, name in
                    guard name == "settings" else { return }
                    scanner.members { scanner, identifier in
                        guard isIdentifier(identifier), found.count < mostExtensions else { return }
                        found[identifier] = Setting(&scanner)
                    }
                }
            }
            guard scanner.end() else { throw MachineError(.failed, "`\(path)` is no JSON: \(scanner.failure ?? "")") }
            return found
        }
    }

    private struct Manifest {
        var name: String
        var version: String
    }

    /// The manifest of the newest version's folder, as `1.2.3_0`.
    private func newestManifest(of identifier: String) -> Manifest? {
        let folder = "\(path)/Extensions/\(identifier)"
        let versions = ((try? machine.names(in: folder)) ?? []).prefix(100)
        let ordered = versions.sorted { Self.numbers($1).lexicographicallyPrecedes(Self.numbers($0)) }
        return ordered.lazy.compactMap { manifest(in: "\(folder)/\($0)") }.first
    }

    /// An extension that is loaded from any folder is named by its whole path; others by one in the profile.
    private func unpacked(_ folder: String) -> Manifest? { folder.hasPrefix("/") ? manifest(in: folder) : nil }

    private static func numbers(_ version: String) -> [UInt64] {
        version.split { $0 == "." || $0 == "_" }.map { UInt64($0) ?? 0 }
    }

    private func manifest(in folder: String) -> Manifest? {
        guard let bytes = try? machine.bytes("\(folder)/manifest.json", limit: Self.largestManifest) else { return nil }
        var scanner = JSONScanner(bytes)
        var (name, version, locale): (String?, String?, String?)
        scanner.members { scanner, member in
            switch member {
            case "name": name = scanner.text()
            case "version": version = scanner.text()
            case "default_locale": locale = scanner.text()
            default: break
            }
        }
        guard scanner.end(), let name, let version else { return nil }
        return Manifest(name: message(name, locale, folder) ?? name, version: version)
    }

    /// What `__MSG_key__` stands for in the default locale; the key's case does not count.
    private func message(_ name: String, _ locale: String?, _ folder: String) -> String? {
        guard name.hasPrefix("__MSG_"), name.hasSuffix("__"), name.utf8.count > 8, let locale,
            locale.utf8.allSatisfy({ $0.isLetter || $0.isDigit || $0 == 0x5F || $0 == 0x2D }),
            let bytes = try? machine.bytes("\(folder)/_locales/\(locale)/messages.json", limit: Self.largestManifest)
        else { return nil }
        let key = name.dropFirst(6).dropLast(2).lowercased()
        var scanner = JSONScanner(bytes)
        var found: String?
        scanner.members { scanner, member in
            guard member.lowercased() == key else { return }
            scanner.members { scanner, part in if part == "message" { found = scanner.text() } }
        }
        return found
    }
}

extension ChromiumProfile.Setting {
    fileprivate init(_ scanner: inout JSONScanner) {
        var setting = Self()
        scanner.members { scanner, member in
            switch member {
            case "state": setting.state = scanner.word().flatMap { Int($0) }
            case "location": setting.location = scanner.word().flatMap { Int($0) }
            case "from_webstore": setting.isFromStore = scanner.word() == "true"
            case "path": setting.path = scanner.text()
            // A sum of flags in older versions, a list in newer ones.
            case "disable_reasons":
                var count = 0
                var list = scanner
                list.elements { element in if element.word() != nil { count += 1 } }
                setting.isDisabled = count > 0 || (scanner.word().flatMap { Int($0) } ?? 0) != 0
            case "manifest":
                scanner.members { scanner, member in
                    switch member {
                    case "name": setting.name = scanner.text()
                    case "version": setting.version = scanner.text()
                    default: break
                    }
                }
            default: break
            }
        }
        self = setting
    }

    /// Both files may hold a part; the second, which the browser protects, is believed first.
    fileprivate func merged(with other: Self) -> Self {
        Self(
            name: other.name ?? name, version: other.version ?? version, state: other.state ?? state,
            isDisabled: other.isDisabled || isDisabled, location: other.location ?? location,
            isFromStore: other.isFromStore || isFromStore, path: other.path ?? path)
    }

    /// Newer versions keep no state, only reasons against.
    fileprivate var isEnabled: Bool { !isDisabled && (state ?? 1) == 1 }

    fileprivate var origin: String? {
        switch location {
        case 7, 9: "policy"
        case 2, 3, 6: "sideloaded"
        case 4, 8: "unpacked"
        case 1: isFromStore ? "store" : "sideloaded"
        default: nil
        }
    }
}
