/// A person as the directory has them.
public struct User: Hashable, Sendable {
    /// Names the person in every row and token, also after they are renamed.
    public var id: UserID
    /// What the person signs in with, in lower case; unique within the tenant (``PersonAddress`` or a plain name).
    public var userName: String
    /// The name that others see.
    public var displayName: String
    /// Empty where nobody said.
    public var givenName: String
    /// Empty where nobody said.
    public var familyName: String
    /// The address that mail goes to; empty where there is none.
    public var mail: String
    /// Whether the person belongs to the organisation.
    public var kind: UserKind
    /// Whether the person may sign in; somebody disabled keeps their rows and loses their sessions and tokens.
    public var isEnabled: Bool
    /// Title within the organisation; empty where nobody said, like those that follow.
    public var jobTitle: String
    /// Department.
    public var department: String
    /// Cost centre.
    public var costCentre: String
    /// The organisation's number for the person.
    public var employeeNumber: String
    /// The person's manager.
    public var manager: UserID?
    /// Names of built-in roles that the person has, sorted.
    public var roles: [String]
    /// Where the person came from, which says who may change what.
    public var source: UserSource
    /// The name that the source has for the person; empty where it has none.
    public var externalID: String
    /// When the row was made.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant
    /// Sessions and tokens from before count no more (Graph's `signInSessionsValidFromDateTime`).
    public var sessionsValidFrom: Instant

    /// A person with a name to sign in with and nothing else, enabled, a member and of this directory.
    public init(id: UserID, userName: String, displayName: String, createdAt: Instant) {
        self.id = id
        self.userName = userName
        self.displayName = displayName
        self.createdAt = createdAt
        updatedAt = createdAt
        sessionsValidFrom = createdAt
        (givenName, familyName, mail, externalID) = ("", "", "", "")
        (jobTitle, department, costCentre, employeeNumber) = ("", "", "", "")
        kind = .member
        isEnabled = true
        roles = []
        source = .directory
    }
}

/// How a person belongs to the organisation, in Graph's spelling (`userType`).
public enum UserKind: String, Sendable, Hashable, CaseIterable {
    case member
    /// Somebody of another organisation, who sees nothing unless it is given to them.
    case guest
}

/// Who keeps a person's row.
public enum UserSource: Hashable, Sendable {
    /// Administrators, by hand or from a file.
    case directory
    /// A provisioning client over SCIM.
    case provisioned
    /// The upstream provider of this name, at the person's first sign-in.
    case federated(String)
}

extension UserSource: LosslessStringConvertible {
    /// Reads `directory`, `provisioned` or `federated:NAME`.
    public init?(_ description: String) {
        switch description {
        case "directory": self = .directory
        case "provisioned": self = .provisioned
        default:
            guard description.hasPrefix("federated:"), description.utf8.count > "federated:".utf8.count else {
                return nil
            }
            self = .federated(String(description.dropFirst("federated:".count)))
        }
    }

    /// The text that ``init(_:)`` reads.
    public var description: String {
        switch self {
        case .directory: "directory"
        case .provisioned: "provisioned"
        case .federated(let provider): "federated:\(provider)"
        }
    }
}
