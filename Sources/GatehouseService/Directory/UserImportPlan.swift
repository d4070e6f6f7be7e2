import GatehouseModel

/// What a list means for the directory: which person each row is, and what becomes of them.
struct UserImportPlan {
    /// One person to save.
    struct Step {
        var line: Int
        var user: User
        var held: User?
    }

    private(set) var changes: [UserImportChange] = []
    private(set) var steps: [Step] = []

    private let file: String
    private let caller: Caller
    private let now: Instant
    private var places: [ServiceError.Place] = []
    /// Which line has each name, and who that is.
    private var people: [String: (line: Int, id: UserID)] = [:]

    private static let mostPlaces = 100

    /// Throws every mistake of the list, up to a hundred, each with its place.
    init(_ list: UserImport, in work: any StoreReading, by caller: Caller, at now: Instant) throws {
        file = list.file
        self.caller = caller
        self.now = now
        var drafts = [(row: UserImport.Row, user: User, held: User?)]()
        for row in list.rows where places.count < Self.mostPlaces {
            if let (user, held) = try person(of: row, in: work) { drafts.append((row, user, held)) }
        }
        for draft in drafts where places.count < Self.mostPlaces {
            try record(draft.row, draft.user, draft.held, in: work)
        }
        guard places.isEmpty else {
            throw ServiceError(.invalidDocument, "the list was not imported: \(places.count) mistakes", places: places)
        }
    }

    /// The person of the row with what it changes but their manager.
    private mutating func person(
        of row: UserImport.Row, in work: any StoreReading
    ) throws -> (user: User, held: User?)? {
        guard let text = row.changes.userName, let name = UserName.normalised(text) else {
            let message =
                row.changes.userName.map { "`\($0)` is no name to sign in with" } ?? "the row has no `userName`"
            refuse(row, "userName", message)
            return nil
        }
        if let other = people[name] {
            refuse(row, "userName", "this is the same person as line \(other.line)", "leave one of the two out")
            return nil
        }
        let held = try work.user(named: name)
        if let held, held.source != .directory {
            refuse(row, "userName", "the user `\(name)` is kept by `\(held.source)`", "change them there")
            return nil
        }
        if let held, !caller.mayAllThat(held) {
            refuse(row, "userName", "the user `\(name)` has roles that may more than `\(caller.role)`")
            return nil
        }
        let blank = User(id: .timeOrdered(at: now), userName: "", displayName: "", createdAt: now)
        let (user, problems) = row.changes.applied(to: held ?? blank, at: now)
        for problem in problems { refuse(row, problem.field, problem.message, problem.hint) }
        people[name] = (row.line, user.id)
        return problems.isEmpty ? (user, held) : nil
    }

    private mutating func record(
        _ row: UserImport.Row, _ described: User, _ held: User?, in work: any StoreReading
    ) throws {
        var user = described
        if let word = row.changes.manager {
            if let name = UserName.normalised(word), let other = people[name] {
                user.manager = other.id
            } else if let other = try? work.requireUser(word) {
                user.manager = other.id
            } else {
                return refuse(row, "manager", "there is no user `\(word)` to be the manager")
            }
            guard user.manager != user.id else { return refuse(row, "manager", "nobody is their own manager") }
        }
        let blank = User(id: user.id, userName: "", displayName: "", createdAt: now)
        let fields = user.differences(from: held ?? blank)
        let effect: UserImportChange.Effect = held == nil ? .created : fields.isEmpty ? .unchanged : .updated
        changes.append(UserImportChange(line: row.line, userName: user.userName, effect: effect, fields: fields))
        if effect != .unchanged { steps.append(Step(line: row.line, user: user, held: held)) }
    }

    private mutating func refuse(
        _ row: UserImport.Row, _ column: String, _ message: String, _ hint: String? = nil
    ) {
        places.append(
            ServiceError.Place(
                file: file, line: row.line, column: row.columns[column] ?? 1, message: message, hint: hint))
    }
}
