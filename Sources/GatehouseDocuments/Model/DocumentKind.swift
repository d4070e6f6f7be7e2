/// The kinds of administrators' objects, with the words by which people name them.
public enum DocumentKind: String, Sendable, Hashable, CaseIterable {
    case compliancePolicy = "CompliancePolicy"
    case complianceScript = "ComplianceScript"
    case accessPolicy = "AccessPolicy"
    case application = "Application"
    case enforcementPoint = "EnforcementPoint"
    case deviceGroup = "DeviceGroup"
    case assignmentFilter = "AssignmentFilter"
    case identityProvider = "IdentityProvider"
    case namedLocation = "NamedLocation"
    case notificationChannel = "NotificationChannel"
    case notificationTemplate = "NotificationTemplate"
    case tenantSettings = "TenantSettings"

    /// As in a path: lower case, plural.
    public var plural: String {
        switch self {
        case .compliancePolicy: "compliancepolicies"
        case .complianceScript: "compliancescripts"
        case .accessPolicy: "accesspolicies"
        case .application: "applications"
        case .enforcementPoint: "enforcementpoints"
        case .deviceGroup: "devicegroups"
        case .assignmentFilter: "assignmentfilters"
        case .identityProvider: "identityproviders"
        case .namedLocation: "namedlocations"
        case .notificationChannel: "notificationchannels"
        case .notificationTemplate: "notificationtemplates"
        case .tenantSettings: "tenantsettings"
        }
    }

    /// Short forms for the command line.
    public var aliases: [String] {
        switch self {
        case .compliancePolicy: ["cp"]
        case .complianceScript: ["cs"]
        case .accessPolicy: ["ap"]
        case .application: ["app", "apps"]
        case .enforcementPoint: ["ep"]
        case .deviceGroup: ["dg", "group", "groups"]
        case .assignmentFilter: ["af", "filter", "filters"]
        case .identityProvider: ["idp", "idps"]
        case .namedLocation: ["nl", "location", "locations"]
        case .notificationChannel: ["nc", "channel", "channels"]
        case .notificationTemplate: ["nt", "template", "templates"]
        case .tenantSettings: ["settings", "ts"]
        }
    }

    /// Every word that ``init(word:)`` understands, in lower case.
    public var words: [String] { [rawValue.lowercased(), plural] + aliases }

    /// The kind that a person means by its name, plural or short form, in any case.
    public init?(word: String) {
        let wanted = word.lowercased()
        guard let kind = Self.allCases.first(where: { $0.words.contains(wanted) }) else { return nil }
        self = kind
    }
}
