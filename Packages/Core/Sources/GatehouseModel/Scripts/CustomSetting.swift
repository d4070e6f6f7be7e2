/// The type of a setting that a discovery script reports, as Intune spells it.
public enum CustomSettingType: String, Sendable, Hashable, CaseIterable {
    case boolean = "Boolean"
    case int64 = "Int64"
    case double = "Double"
    case string = "String"
    case dateTime = "DateTime"
    case version = "Version"

    /// What the fact holds: a `Double` and a `DateTime` are texts that compare by their value.
    public var factType: FactType {
        switch self {
        case .boolean: .boolean
        case .int64: .integer
        case .double: .decimal
        case .string: .text
        case .dateTime: .instant
        case .version: .version
        }
    }
}

/// One setting that a discovery script declares to report.
public struct CustomSetting: Hashable, Sendable, Comparable {
    /// The longest name, in bytes: with the longest name of a script a key stays within 128 bytes.
    public static let longestName = 56
    /// The longest text that a setting may have, in bytes.
    public static let longestText = 1024

    /// The member of the script's JSON object, and the last part of the fact's key.
    public var name: String
    /// What the member's value must be.
    public var type: CustomSettingType

    /// Takes the parts as they are; ``isName(_:)`` says whether the name may be used.
    public init(name: String, type: CustomSettingType) {
        self.name = name
        self.type = type
    }

    /// By name, then by type.
    public static func < (left: Self, right: Self) -> Bool {
        (left.name, left.type.rawValue) < (right.name, right.type.rawValue)
    }

    /// Letters, digits, `_` and `-`, a letter first; never a `.`, which separates the parts of a key.
    public static func isName(_ text: String) -> Bool {
        (1...longestName).contains(text.utf8.count) && text.utf8.allSatisfy(isNameByte)
            && text.utf8.first.map { $0 | 0x20 >= UInt8(ascii: "a") } == true && text.utf8.first != UInt8(ascii: "_")
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension FactKey {
    private static let customFamily = "custom."

    /// `custom.SCRIPT.SETTING`; neither name may hold a `.`.
    public init(script: String, setting: String) { self.init("\(Self.customFamily)\(script).\(setting)") }

    /// Whether the key is of the family that administrators' scripts report.
    public var isCustom: Bool { rawValue.hasPrefix(Self.customFamily) }

    /// The script and the setting of a well-formed key of that family; `nil` for any other key.
    public var customParts: (script: String, setting: String)? {
        guard isCustom else { return nil }
        let parts = rawValue.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, (1...64).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy(CustomSetting.isNameByte), CustomSetting.isName(String(parts[2]))
        else { return nil }
        return (String(parts[1]), String(parts[2]))
    }
}

extension FactCatalogue {
    /// What a key of the family `custom` means, which no list can hold; `nil` for a key of another family.
    ///
    /// What a script reads nobody can know beforehand, so that it counts as telling about the person: a personal device
    /// reports it only where the script itself, as it was approved, says that it runs there.
    public static func customDefinition(of key: FactKey, type: FactType) -> FactDefinition? {
        guard let (script, _) = key.customParts else { return nil }
        return FactDefinition(
            key, type, "a setting of the discovery script `\(script)`", source: "the output of the script",
            privacy: .person, platforms: Set(Platform.allCases))
    }
}
