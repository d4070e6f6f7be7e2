/// A person as the directory keeps them, free of SCIM's shapes.
public struct DirectoryUser: Hashable, Sendable {
    /// What the person signs in with; not blank, at most 256 characters, unique without regard to case.
    public var userName: String
    /// The provisioning client's own name for the person.
    public var externalID: String?
    /// The name that others see.
    public var displayName: String?
    /// The parts of the name.
    public var name: PersonName
    /// Mail addresses; at most one is primary.
    public var emails: [DirectoryEmail]
    /// Whether the person may sign in; `nil` when the client does not say, which must let nobody in again who was shut
    /// out: a new person may, a known one as before.
    public var isActive: Bool?
    /// The title within the organisation.
    public var title: String?
    /// How the person belongs to the organisation, as `Employee`.
    public var userType: String?
    /// What the organisation adds.
    public var employment: Employment
    /// What the schemas define and no field here holds, kept as it came.
    public var additional: AttributeTree

    /// A person with a name to sign in with and nothing else.
    public init(userName: String) {
        self.userName = userName
        name = PersonName()
        emails = []
        employment = Employment()
        additional = AttributeTree()
    }

    /// Whether the person may sign in from now on: as the client says; else as `before`, `nil` for a person who is new
    /// and may.
    public func isActive(before: Bool?) -> Bool { isActive ?? before ?? true }

    /// The primary address, else the first.
    public var preferredEmail: DirectoryEmail? { emails.first(where: \.isPrimary) ?? emails.first }
}

/// The parts of a person's name (RFC 7643 §4.1.1).
public struct PersonName: Hashable, Sendable {
    /// The whole name, as it is shown.
    public var formatted: String?
    /// The family name.
    public var family: String?
    /// The given name.
    public var given: String?
    /// The middle names.
    public var middle: String?
    /// The title before the name.
    public var prefix: String?
    /// What follows the name.
    public var suffix: String?

    /// A name of which nothing is known.
    public init() {}
}

/// One of a person's mail addresses.
public struct DirectoryEmail: Hashable, Sendable {
    /// The address; its form is not checked.
    public var address: String
    /// What it is for, as `work`.
    public var type: String?
    /// Whether it is the preferred one.
    public var isPrimary: Bool
    /// How it is shown.
    public var display: String?

    /// An address.
    public init(_ address: String, type: String? = nil, isPrimary: Bool = false, display: String? = nil) {
        self.address = address
        self.type = type
        self.isPrimary = isPrimary
        self.display = display
    }
}

/// What an organisation knows of a person (RFC 7643 §4.3).
public struct Employment: Hashable, Sendable {
    /// The organisation's number or code for the person.
    public var employeeNumber: String?
    /// The cost centre.
    public var costCentre: String?
    /// The organisation.
    public var organisation: String?
    /// The division.
    public var division: String?
    /// The department.
    public var department: String?
    /// The `id` of the person's manager; that there is such a person is not checked.
    public var managerID: String?

    /// Nothing is known.
    public init() {}
}
