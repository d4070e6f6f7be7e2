import GatehouseModel
import GatehouseService

/// A field by which a list may be filtered and ordered.
struct ListField: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case text
        /// One of these words.
        case word([String])
        case instant
    }

    var name: String
    var kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    static let devices: [ListField] = [
        ListField("id", .text), ListField("name", .text),
        ListField("platform", .word(Platform.allCases.map(\.rawValue))),
        ListField("ownership", .word(Ownership.allCases.map(\.rawValue))),
        ListField("trustType", .word(TrustType.allCases.map(\.rawValue))),
        ListField("management", .word(DeviceManagement.allCases.map(\.rawValue))),
        ListField("lifecycle", .word(DeviceLifecycle.allCases.map(\.rawValue))),
        ListField("manufacturer", .text), ListField("model", .text), ListField("serialNumber", .text),
        ListField("owner", .text), ListField("tags", .text), ListField("accountable", .text),
        ListField("department", .text), ListField("costCentre", .text), ListField("operatingSystem", .text),
        ListField("operatingSystemVersion", .text),
        ListField("enrolledAt", .instant), ListField("lastContact", .instant),
        ListField("complianceState", .word(ComplianceState.allCases.map(\.rawValue))),
    ]

    static let assets: [ListField] = [
        ListField("id", .text), ListField("name", .text), ListField("kind", .word(AssetKind.allCases.map(\.rawValue))),
        ListField("state", .word(AssetState.allCases.map(\.rawValue))),
        ListField("sources", .word(AssetSource.allCases.map(\.rawValue))), ListField("device", .text),
        ListField("manufacturer", .text), ListField("model", .text), ListField("serialNumber", .text),
        ListField("macAddresses", .text), ListField("ipAddresses", .text), ListField("operatingSystem", .text),
        ListField("owner", .text), ListField("tags", .text), ListField("accountable", .text),
        ListField("department", .text), ListField("costCentre", .text), ListField("location", .text),
        ListField("firstSeen", .instant), ListField("lastSeen", .instant),
        ListField("isStale", .word(["true", "false"])), ListField("isUnauthorised", .word(["true", "false"])),
        ListField("isAmbiguous", .word(["true", "false"])),
    ]

    static let users: [ListField] = [
        ListField("id", .text), ListField("userName", .text), ListField("displayName", .text),
        ListField("givenName", .text), ListField("familyName", .text), ListField("mail", .text),
        ListField("kind", .word(UserKind.allCases.map(\.rawValue))), ListField("isEnabled", .word(["true", "false"])),
        ListField("jobTitle", .text), ListField("department", .text), ListField("costCentre", .text),
        ListField("employeeNumber", .text), ListField("manager", .text),
        ListField("roles", .word(Role.allCases.map(\.rawValue))), ListField("source", .text),
        ListField("externalID", .text), ListField("createdAt", .instant), ListField("updatedAt", .instant),
    ]

    static let groups: [ListField] = [
        ListField("id", .text), ListField("name", .text), ListField("summary", .text),
        ListField("membership", .word(["assigned", "dynamic", "provisioned"])), ListField("rule", .text),
        ListField("externalID", .text), ListField("createdAt", .instant), ListField("updatedAt", .instant),
    ]

    static let actions: [ListField] = [
        ListField("id", .text), ListField("batch", .text), ListField("device", .text),
        ListField("kind", .word(ActionKind.allCases.map(\.rawValue))),
        ListField("state", .word(ActionState.allCases.map(\.rawValue))), ListField("createdAt", .instant),
        ListField("createdBy", .text), ListField("expiresAt", .instant), ListField("updatedAt", .instant),
    ]

    static let actionBatches: [ListField] = [
        ListField("id", .text), ListField("kind", .word(ActionKind.allCases.map(\.rawValue))),
        ListField("approval", .word(ActionBatch.Approval.allCases.map(\.rawValue))),
        ListField("createdAt", .instant), ListField("createdBy", .text), ListField("expiresAt", .instant),
    ]

    static let enrolments: [ListField] = [
        ListField("id", .text), ListField("state", .word(EnrolmentApproval.State.allCases.map(\.rawValue))),
        ListField("cause", .word(EnrolmentApproval.Cause.allCases.map(\.rawValue))), ListField("name", .text),
        ListField("serialNumber", .text), ListField("address", .text), ListField("createdAt", .instant),
        ListField("expiresAt", .instant),
    ]

    static let hardware: [ListField] = [
        ListField("id", .text), ListField("serialNumber", .text), ListField("manufacturer", .text),
        ListField("model", .text), ListField("orderID", .text), ListField("createdAt", .instant),
        ListField("createdBy", .text), ListField("device", .text),
    ]

    static let notices: [ListField] = [
        ListField("id", .text), ListField("kind", .word(Notice.Kind.allCases.map(\.rawValue))),
        ListField("state", .word(Notice.State.allCases.map(\.rawValue))), ListField("device", .text),
        ListField("createdAt", .instant), ListField("updatedAt", .instant),
    ]

    static let decisions: [ListField] = [
        ListField("at", .instant), ListField("application", .text), ListField("device", .text),
        ListField("enforcementPoint", .text), ListField("outcome", .word(Outcome.allCases.map(\.rawValue))),
        ListField("address", .text),
    ]
}
