public import GatehouseModel

/// What a device is given when it enrols, by its code or by its registration.
public struct EnrolmentProfile: Hashable, Sendable {
    /// Who owns it.
    public var ownership: Ownership
    /// How it is bound to the tenant.
    public var trustType: TrustType
    /// What may be done with it.
    public var management: DeviceManagement
    /// Device groups that it joins.
    public var groups: [String]
    /// The person whose device it is, in lower case; `nil` leaves the device's own.
    public var owner: String?
    /// Words to find it by, beyond the device's own.
    public var tags: [String]
    /// What it is called: `%SERIAL%` and `%RAND:4%` are filled in; `nil` leaves it the name that it gives itself.
    public var nameTemplate: String?

    /// A managed device of the company's, joined, of nobody in particular, unless said otherwise.
    public init(
        ownership: Ownership = .company, trustType: TrustType = .azureAd, management: DeviceManagement = .managed,
        groups: [String] = [], owner: String? = nil, tags: [String] = [], nameTemplate: String? = nil
    ) {
        self.ownership = ownership
        self.trustType = trustType
        self.management = management
        self.groups = groups
        self.owner = owner
        self.tags = tags
        self.nameTemplate = nameTemplate
    }
}
