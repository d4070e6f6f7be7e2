public import GatehouseModel

/// A person of the directory.
public struct UserItem: APIMessage {
    /// Names the person, also after they are renamed.
    public var id: UserID
    /// What the person signs in with, in lower case.
    public var userName: String
    /// The name that others see.
    public var displayName: String
    /// Empty where nobody said, like those that follow.
    public var givenName: String
    /// Family name.
    public var familyName: String
    /// The address that mail goes to.
    public var mail: String
    /// Whether the person belongs to the organisation.
    public var kind: UserKind
    /// Whether the person may sign in.
    public var isEnabled: Bool
    /// Title within the organisation.
    public var jobTitle: String
    /// Department.
    public var department: String
    /// Cost centre.
    public var costCentre: String
    /// The organisation's number for the person.
    public var employeeNumber: String
    /// The person's manager; not there where nobody said.
    public var manager: UserID?
    /// Built-in roles that the person has.
    public var roles: [String]
    /// `directory`, `provisioned` or `federated:NAME`.
    public var source: String
    /// The name that the source has for the person.
    public var externalID: String
    /// When the row was made.
    public var createdAt: Instant
    /// When it was changed last.
    public var updatedAt: Instant
    /// Sessions and tokens from before count no more.
    public var sessionsValidFrom: Instant

    /// The person as the directory has them.
    public init(_ user: User) {
        id = user.id
        userName = user.userName
        displayName = user.displayName
        givenName = user.givenName
        familyName = user.familyName
        mail = user.mail
        kind = user.kind
        isEnabled = user.isEnabled
        jobTitle = user.jobTitle
        department = user.department
        costCentre = user.costCentre
        employeeNumber = user.employeeNumber
        manager = user.manager
        roles = user.roles
        source = user.source.description
        externalID = user.externalID
        createdAt = user.createdAt
        updatedAt = user.updatedAt
        sessionsValidFrom = user.sessionsValidFrom
    }

    /// Somebody in sales who helps with devices.
    public static var example: Self {
        var user = User(
            id: ExampleID.user, userName: "ada@example.org", displayName: "Ada Lovelace", createdAt: ExampleID.morning)
        user.givenName = "Ada"
        user.familyName = "Lovelace"
        user.mail = "ada@example.org"
        user.jobTitle = "Account manager"
        user.department = "Sales"
        user.costCentre = "4711"
        user.employeeNumber = "1815"
        user.manager = ExampleID.otherUser
        user.roles = ["helpDesk"]
        user.source = .provisioned
        user.externalID = "00u1a2b3"
        user.updatedAt = ExampleID.later
        return Self(user)
    }
}

/// Writes a person down, or changes them: what is left out stays as it is.
public struct UserRequest: APIMessage {
    /// An e-mail address or a plain name; a new person needs one.
    public var userName: String?
    /// The name that others see; the name to sign in with where nobody says.
    public var displayName: String?
    /// Empty for none, like those that follow.
    public var givenName: String?
    /// Family name.
    public var familyName: String?
    /// An e-mail address.
    public var mail: String?
    /// `member` or `guest`.
    public var kind: String?
    /// Whether the person may sign in; whoever may not loses their sessions.
    public var isEnabled: Bool?
    /// Title within the organisation.
    public var jobTitle: String?
    /// Department.
    public var department: String?
    /// Cost centre.
    public var costCentre: String?
    /// The organisation's number for the person.
    public var employeeNumber: String?
    /// The id or the name of the person's manager; empty for nobody.
    public var manager: String?

    /// Changes nothing until something is set.
    public init() {}

    /// Somebody in sales.
    public static var example: Self {
        var request = Self()
        request.userName = "ada@example.org"
        request.displayName = "Ada Lovelace"
        request.givenName = "Ada"
        request.familyName = "Lovelace"
        request.mail = "ada@example.org"
        request.kind = UserKind.member.rawValue
        request.isEnabled = true
        request.jobTitle = "Account manager"
        request.department = "Sales"
        request.costCentre = "4711"
        request.employeeNumber = "1815"
        request.manager = "grace@example.org"
        return request
    }
}

/// Gives a person these built-in roles and no others.
public struct UserRolesRequest: APIMessage {
    /// Names of built-in roles; none takes all away.
    public var roles: [String]

    /// A request to have exactly these.
    public init(roles: [String]) { self.roles = roles }

    /// Somebody who helps with devices.
    public static var example: Self { Self(roles: ["helpDesk"]) }
}

/// Takes in a list of people: all of it or nothing.
public struct UserImportRequest: APIMessage {
    /// A CSV file (RFC 4180) with a header; its name comes back in errors.
    public var file: SourceFile
    /// Checks and compares, and changes nothing.
    public var dryRun: Bool?

    /// A request to import; the server refuses more than 10,000 rows and 4 MiB.
    public init(file: SourceFile, dryRun: Bool? = nil) {
        self.file = file
        self.dryRun = dryRun
    }

    /// Two people, only to see what would become of them.
    public static var example: Self {
        Self(
            file: SourceFile(
                name: "people.csv", text: "userName,displayName,department\nada@example.org,Ada Lovelace,Sales\n"),
            dryRun: true)
    }
}

/// What an import did, or would do.
public struct UserImportResponse: APIMessage {
    /// New people.
    public var created: Int
    /// People who changed.
    public var updated: Int
    /// Rows that said nothing new.
    public var unchanged: Int
    /// One for each row that makes a difference, in the order of the file.
    public var changes: [UserImportItem]

    /// The outcome of an import.
    public init(created: Int, updated: Int, unchanged: Int, changes: [UserImportItem]) {
        self.created = created
        self.updated = updated
        self.unchanged = unchanged
        self.changes = changes
    }

    /// One new person.
    public static var example: Self { Self(created: 1, updated: 0, unchanged: 4, changes: [.example]) }
}

/// What became of one row of an import of people.
public struct UserImportItem: APIMessage {
    /// From 1, in the file.
    public var line: Int
    /// What the person signs in with.
    public var userName: String
    /// `created` or `updated`.
    public var change: DocumentChange.Change
    /// The fields that differ now.
    public var fields: [String]

    /// The outcome of one row.
    public init(line: Int, userName: String, change: DocumentChange.Change, fields: [String]) {
        self.line = line
        self.userName = userName
        self.change = change
        self.fields = fields
    }

    /// A new person.
    public static var example: Self {
        Self(
            line: 2, userName: "ada@example.org", change: .created, fields: ["userName", "displayName", "department"])
    }
}
