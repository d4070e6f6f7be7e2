public import GatehouseModel

/// What somebody writes about a person, as they wrote it; what is `nil` stays as it is.
public struct UserChanges: Hashable, Sendable {
    /// An address or a plain name; a new person needs one.
    public var userName: String?
    /// The name that others see; the name to sign in with where a new person has none.
    public var displayName: String?
    /// Empty for none, like those that follow.
    public var givenName: String?
    /// Family name.
    public var familyName: String?
    /// A ``PersonAddress``.
    public var mail: String?
    /// A ``UserKind`` by its name.
    public var kind: String?
    /// Whether the person may sign in.
    public var isEnabled: Bool?
    /// Title within the organisation.
    public var jobTitle: String?
    /// Department.
    public var department: String?
    /// Cost centre.
    public var costCentre: String?
    /// The organisation's number for the person.
    public var employeeNumber: String?
    /// The id or name of the person's manager; empty for nobody.
    public var manager: String?

    /// Changes nothing until something is set.
    public init() {}

    /// What describes the person, and is their source's alone.
    var isOfProfile: Bool {
        [
            userName, displayName, givenName, familyName, mail, kind, jobTitle, department, costCentre, employeeNumber,
            manager,
        ].contains { $0 != nil }
    }
}

extension UserChanges {
    /// The person with the changes but their manager, which the store must be asked about; every mistake is a problem,
    /// and then nothing of it may be used.
    func applied(to user: User, at now: Instant) -> (user: User, problems: [AssetProblem]) {
        var result = user
        var reader = AssetFieldReader()
        if let userName {
            if let name = UserName.normalised(userName) {
                result.userName = name
            } else {
                reader.problems.append(
                    AssetProblem(
                        field: "userName", message: "`\(userName)` is no name to sign in with",
                        hint: "an e-mail address or a word, of at most \(UserName.longest) characters without blanks"))
            }
        }
        reader.set(&result.displayName, displayName, "displayName", limit: 256)
        reader.set(&result.givenName, givenName, "givenName")
        reader.set(&result.familyName, familyName, "familyName")
        if let mail, !mail.isEmpty, PersonAddress.normalised(mail) == nil {
            reader.problems.append(
                AssetProblem(field: "mail", message: "`\(mail)` is no e-mail address", hint: "as ada@example.org"))
        }
        reader.set(&result.mail, mail, "mail")
        reader.choose(&result.kind, kind, "kind")
        reader.set(&result.jobTitle, jobTitle, "jobTitle")
        reader.set(&result.department, department, "department")
        reader.set(&result.costCentre, costCentre, "costCentre", limit: 64)
        reader.set(&result.employeeNumber, employeeNumber, "employeeNumber", limit: 64)
        if let isEnabled { result.isEnabled = isEnabled }
        if result.userName.isEmpty, !reader.problems.contains(where: { $0.field == "userName" }) {
            reader.problems.append(AssetProblem(field: "userName", message: "the person has no name to sign in with"))
        }
        if result.displayName.isEmpty { result.displayName = result.userName }
        return (result, reader.problems)
    }

    /// The person with the changes, and their manager looked up; refuses every mistake.
    func result(for user: User, in work: any StoreReading, at now: Instant) throws -> User {
        var (result, problems) = applied(to: user, at: now)
        if let manager { result.manager = try work.manager(named: manager, of: user.id) }
        guard let first = problems.first else { return result }
        throw ServiceError(.invalid, problems.map(\.message).joined(separator: "; "), hint: first.hint)
    }
}

extension StoreReading {
    /// The person that somebody means by an id or a name to sign in with; throws ``ServiceError/Code/notFound``.
    public func requireUser(_ word: String) throws -> User {
        if let id = UserID(word), let user = try user(id) { return user }
        if let user = try user(named: word) { return user }
        throw ServiceError(.notFound, "there is no user `\(word)`", hint: "see gatehouse user list")
    }

    /// The person; throws ``ServiceError/Code/notFound``.
    public func requireUser(_ id: UserID) throws -> User {
        guard let user = try user(id) else {
            throw ServiceError(.notFound, "there is no user `\(id)`", hint: "see gatehouse user list")
        }
        return user
    }

    /// The manager that is meant; nobody for an empty word, and nobody is their own.
    func manager(named word: String, of user: UserID) throws -> UserID? {
        guard !word.isEmpty else { return nil }
        guard let found = try? requireUser(word) else {
            throw ServiceError(.invalid, "there is no user `\(word)` to be the manager")
        }
        guard found.id != user else { throw ServiceError(.invalid, "nobody is their own manager") }
        return found.id
    }
}

extension User {
    /// Names of the fields in which the other differs, as audit entries and previews give them.
    func differences(from other: User) -> [String] {
        let pairs: [(String, Bool)] = [
            ("userName", userName != other.userName), ("displayName", displayName != other.displayName),
            ("givenName", givenName != other.givenName), ("familyName", familyName != other.familyName),
            ("mail", mail != other.mail), ("kind", kind != other.kind), ("enabled", isEnabled != other.isEnabled),
            ("jobTitle", jobTitle != other.jobTitle), ("department", department != other.department),
            ("costCentre", costCentre != other.costCentre),
            ("employeeNumber", employeeNumber != other.employeeNumber), ("manager", manager != other.manager),
            ("roles", roles != other.roles), ("source", source != other.source),
            ("externalID", externalID != other.externalID),
        ]
        return pairs.filter(\.1).map(\.0)
    }
}
