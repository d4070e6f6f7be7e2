public import GatehousePolicy

/// An administrator's object.
public enum Document: Hashable, Sendable {
    case compliancePolicy(CompliancePolicy)
    case complianceScript(ComplianceScript)
    case accessPolicy(AccessPolicyDocument)
    case application(Application)
    case enforcementPoint(EnforcementPoint)
    case deviceGroup(DeviceGroup)
    case assignmentFilter(AssignmentFilter)
    case identityProvider(IdentityProvider)
    case namedLocation(NamedLocation)
    case notificationChannel(NotificationChannel)
    case notificationTemplate(NotificationTemplate)
    case tenantSettings(TenantSettings)

    /// What sort of object it is.
    public var kind: DocumentKind {
        switch self {
        case .compliancePolicy: .compliancePolicy
        case .complianceScript: .complianceScript
        case .accessPolicy: .accessPolicy
        case .application: .application
        case .enforcementPoint: .enforcementPoint
        case .deviceGroup: .deviceGroup
        case .assignmentFilter: .assignmentFilter
        case .identityProvider: .identityProvider
        case .namedLocation: .namedLocation
        case .notificationChannel: .notificationChannel
        case .notificationTemplate: .notificationTemplate
        case .tenantSettings: .tenantSettings
        }
    }

    /// Unique within its kind and tenant.
    public var name: String {
        switch self {
        case .compliancePolicy(let policy): policy.name
        case .complianceScript(let script): script.name
        case .accessPolicy(let policy): policy.name
        case .application(let application): application.name
        case .enforcementPoint(let point): point.name
        case .deviceGroup(let group): group.name
        case .assignmentFilter(let filter): filter.name
        case .identityProvider(let provider): provider.name
        case .namedLocation(let location): location.name
        case .notificationChannel(let channel): channel.name
        case .notificationTemplate(let template): template.name
        case .tenantSettings: TenantSettings.name
        }
    }

    /// What it is for, in the administrator's words.
    public var summary: String {
        switch self {
        case .compliancePolicy(let policy): policy.summary
        case .complianceScript(let script): script.description
        case .accessPolicy(let policy): policy.summary
        case .application(let application): application.description
        case .enforcementPoint(let point): point.description
        case .deviceGroup(let group): group.description
        case .assignmentFilter(let filter): filter.description
        case .identityProvider(let provider): provider.description
        case .namedLocation(let location): location.description
        case .notificationChannel(let channel): channel.description
        case .notificationTemplate(let template): template.description
        case .tenantSettings(let settings): settings.description
        }
    }
}
