public import GatehouseModel
public import GatehousePolicy

/// The rules that hold for a whole tenant; there is one such document, and its name is ``name``.
public struct TenantSettings: Hashable, Sendable {
    /// The only name that the document may have.
    public static let name = "tenant"

    /// For people; may be empty.
    public var description: String
    /// How devices are judged.
    public var compliance: ComplianceSettings
    /// How access is decided.
    public var access: AccessSettings
    /// How long a node may decide without having proved that it knows the newest change.
    public var staleness: Duration
    /// How devices are let in.
    public var enrolment: EnrolmentSettings
    /// How long a thing of the register that is in use may go unseen before it counts as stale.
    public var assetsStaleAfter: Duration
    /// How long past verdicts and requirement intervals are kept after they ended.
    public var historyRetention: Duration
    /// Who gets new releases of the agent when; without any ring nobody does.
    public var updateRings: [UpdateRing]
    /// The `NotificationChannel`s that carry what waits for a second person; without any nobody is told.
    public var approvalChannels: [String]
    /// Whose devices give the browsers of their users a certificate.
    public var browserCertificates: BrowserCertificateScope

    /// The settings of a fresh tenant, except for what is given.
    public init(
        description: String = "", compliance: ComplianceSettings = ComplianceSettings(),
        access: AccessSettings = AccessSettings(), staleness: Duration = .seconds(5),
        enrolment: EnrolmentSettings = EnrolmentSettings(), assetsStaleAfter: Duration = .seconds(30 * 86_400),
        historyRetention: Duration = .seconds(180 * 86_400), updateRings: [UpdateRing] = [],
        approvalChannels: [String] = [], browserCertificates: BrowserCertificateScope = .company
    ) {
        self.browserCertificates = browserCertificates
        self.enrolment = enrolment
        self.description = description
        self.compliance = compliance
        self.access = access
        self.staleness = staleness
        self.assetsStaleAfter = assetsStaleAfter
        self.historyRetention = historyRetention
        self.updateRings = updateRings
        self.approvalChannels = approvalChannels
    }
}

/// Whose devices give the browsers of their users a certificate that proves the device.
public enum BrowserCertificateScope: String, Sendable, Hashable, CaseIterable {
    case none
    /// Devices that the organisation owns.
    case company
    /// Also devices that a person owns.
    case all

    /// Whether a device of this owner is among them.
    public func includes(_ ownership: Ownership) -> Bool {
        switch self {
        case .none: false
        case .company: ownership == .company
        case .all: true
        }
    }
}
