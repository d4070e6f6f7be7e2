import GatehouseModel

/// An attribute of a device that a rule may test, in Graph's spelling; `owner` and `tags` are the register's.
package enum FilterProperty: Hashable, Sendable {
    case deviceId
    case mdmAppId
    case deviceOwnership
    case isCompliant
    case profileType
    case trustType
    case physicalIds
    case systemLabels
    case displayName
    case enrollmentProfileName
    case manufacturer
    case model
    case operatingSystem
    case operatingSystemVersion
    case owner
    case tags
    /// 1 to 15.
    case extensionAttribute(Int)
    /// Only in rules of directory groups.
    case platform
    /// A person's; only in rules of directory groups.
    case user(UserProperty)

    /// What values a property takes, and so which operators it allows.
    enum Kind {
        case identifier
        case choice([String])
        case truth
        case collection
        case text

        var operators: [FilterOperator] {
            switch self {
            case .identifier: [.eq, .ne, .in, .notIn]
            case .choice, .truth: [.eq, .ne]
            case .collection: [.contains, .notContains]
            case .text: FilterOperator.allCases
            }
        }
    }

    var kind: Kind {
        switch self {
        case .deviceId, .mdmAppId: .identifier
        case .deviceOwnership: .choice(["Company", "Personal"])
        case .profileType: .choice(["RegisteredDevice", "SecureVM", "Printer", "Shared", "IoT"])
        case .trustType: .choice(["AzureAD", "ServerAD", "Workplace"])
        case .isCompliant: .truth
        case .physicalIds, .systemLabels, .tags: .collection
        case .displayName, .enrollmentProfileName, .manufacturer, .model, .operatingSystem, .operatingSystemVersion,
            .owner, .extensionAttribute:
            .text
        case .platform: .choice(Platform.allCases.map(\.rawValue))
        case .user(let property): property.kindOfValue
        }
    }

    package var name: String {
        switch self {
        case .extensionAttribute(let number): "extensionAttribute\(number)"
        case .user(let property): property.rawValue
        default: "\(self)"
        }
    }

    /// As a rule spells it, with what it is of.
    var qualifiedName: String { isOfUser ? "user.\(name)" : "device.\(name)" }

    var isOfUser: Bool {
        if case .user = self { true } else { false }
    }

    /// Those of the device filters.
    package static let all: [FilterProperty] =
        [
            .deviceId, .mdmAppId, .deviceOwnership, .isCompliant, .profileType, .trustType, .physicalIds,
            .systemLabels, .displayName, .enrollmentProfileName, .manufacturer, .model, .operatingSystem,
            .operatingSystemVersion, .owner, .tags,
        ] + (1...15).map(FilterProperty.extensionAttribute)

    /// The property of this name in any case; Graph's documentation says case-sensitive, its samples are not.
    init?(name: String) {
        guard let match = Self.byName[name.lowercased()] else { return nil }
        self = match
    }

    /// Whether any device can have a value for it yet.
    var hasSource: Bool {
        switch self {
        case .mdmAppId, .profileType, .physicalIds, .systemLabels, .enrollmentProfileName, .extensionAttribute: false
        default: true
        }
    }

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })
}

/// What a device has for a property.
enum FilterValue {
    case null
    case unavailable
    case text(String)
    case texts([String])
    case truth(Bool)
}

extension FilterProperty {
    /// The subject's property; what an empty field or an attribute without a source says is null.
    func value(of subject: FilterSubject) -> FilterValue {
        if case .user(let property) = self { return subject.person.map { property.value(of: $0.user) } ?? .null }
        guard subject.hasAttributes || self == .isCompliant else { return .null }
        return switch self {
        case .deviceId: Self.text(subject.device.id.description)
        case .deviceOwnership: Self.text(subject.device.ownership.rawValue)
        case .trustType: Self.text(subject.device.trustType.rawValue)
        case .displayName: Self.text(subject.device.name)
        case .manufacturer: Self.told(subject.device.manufacturer, by: subject)
        case .model: Self.told(subject.device.model, by: subject)
        case .operatingSystem: Self.told(subject.device.operatingSystem, by: subject)
        case .operatingSystemVersion: Self.told(subject.device.operatingSystemVersion, by: subject)
        case .owner: Self.text(subject.device.owner ?? "")
        case .tags: subject.device.tags.isEmpty ? .null : .texts(subject.device.tags)
        case .isCompliant:
            switch subject.isCompliant {
            case .known(let value): .truth(value)
            case .absent: .null
            case .unavailable: .unavailable
            }
        case .platform: .text(subject.device.platform.rawValue)
        case .mdmAppId, .profileType, .physicalIds, .systemLabels, .enrollmentProfileName, .extensionAttribute,
            .user:
            .null
        }
    }

    private static func told(_ value: String, by subject: FilterSubject) -> FilterValue {
        value.isEmpty && subject.isSilenceUnknown ? .unavailable : text(value)
    }

    private static func text(_ value: String) -> FilterValue { value.isEmpty ? .null : .text(value) }
}
