import GatehouseModel

/// A list of people from another system: all of it is taken, or nothing.
public struct UserImport: Hashable, Sendable {
    /// One row of the list.
    public struct Row: Hashable, Sendable {
        /// What the row says; an empty cell says nothing.
        public var changes: UserChanges
        /// From 1, in the file.
        public var line: Int
        /// Where each field begins in its line, by the name of its column.
        public var columns: [String: Int]

        /// Makes the row; the service checks it.
        public init(changes: UserChanges, line: Int, columns: [String: Int] = [:]) {
            self.changes = changes
            self.line = line
            self.columns = columns
        }
    }

    /// Rows that one import may have: the directory stands still for others meanwhile.
    public static let mostRows = 10_000

    /// As the person named the file.
    public var file: String
    /// In the order of the file.
    public var rows: [Row]

    /// Makes the import; the service checks it.
    public init(file: String, rows: [Row]) {
        self.file = file
        self.rows = rows
    }
}

/// What an import did, or would do, to one person.
public struct UserImportChange: Hashable, Sendable {
    /// What became of the row.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        case created
        case updated
        case unchanged
    }

    /// The row's line in the file.
    public var line: Int
    /// What the person signs in with.
    public var userName: String
    /// What became of them.
    public var effect: Effect
    /// The fields that changed.
    public var fields: [String]
}

extension UserService {
    /// Takes in the list in one unit of work, or with `isPreview` only says what that would do.
    ///
    /// Every mistake is an ``ServiceError/Code/invalidDocument`` with its line and column, and then nothing is written.
    public func importList(
        _ list: UserImport, isPreview: Bool, by caller: Caller
    ) async throws -> [UserImportChange] {
        guard list.rows.count <= UserImport.mostRows else {
            throw ServiceError(
                .invalid, "the list has more than \(UserImport.mostRows) rows", hint: "import it in parts")
        }
        let now = clock.now
        guard !isPreview else {
            return try await store.read(caller.tenant) { try UserImportPlan(list, in: $0, by: caller, at: now).changes }
        }
        return try await store.write(caller.tenant) { work in
            let plan = try UserImportPlan(list, in: work, by: caller, at: now)
            for step in plan.steps {
                try work.saveDirectory(
                    step.user, replacing: step.held, actor: caller.actor, details: "import \(list.file):\(step.line)",
                    at: now)
            }
            return plan.changes
        }
    }
}
