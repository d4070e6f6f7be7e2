import GatehouseModel
import GatehouseService
import GatehouseWire

/// People as a CSV file.
enum UserTable {
    /// What an import reads.
    static let columns = [
        "userName", "displayName", "givenName", "familyName", "mail", "kind", "enabled", "jobTitle", "department",
        "costCentre", "employeeNumber", "manager",
    ]

    /// The file's rows; refuses the whole file with the place of its mistake.
    static func read(_ file: SourceFile) throws(ServiceError) -> UserImport {
        do throws(CSVError) {
            let limits = CSVTable.Limits(bytes: 4 << 20, rows: UserImport.mostRows)
            let table = try CSVTable(parsing: file.text, limits: limits)
            try table.requireColumns(among: columns) { Spelling.nearest(to: $0, among: columns) }
            var rows = [UserImport.Row]()
            for row in table.rows { rows.append(try self.row(row, of: table)) }
            return UserImport(file: file.name, rows: rows)
        } catch {
            throw ServiceError(
                .invalidDocument, "the file is not a list of people",
                places: [
                    ServiceError.Place(
                        file: file.name, line: error.line, column: error.column, message: error.message,
                        hint: error.hint)
                ])
        }
    }

    private static func row(_ row: CSVTable.Row, of table: CSVTable) throws(CSVError) -> UserImport.Row {
        func text(_ name: String) -> String? {
            guard let field = table.field(name, in: row), !field.text.isEmpty else { return nil }
            return CSVText.restored(field.text)
        }
        var changes = UserChanges()
        changes.userName = text("userName")
        changes.displayName = text("displayName")
        changes.givenName = text("givenName")
        changes.familyName = text("familyName")
        changes.mail = text("mail")
        changes.kind = text("kind")
        changes.jobTitle = text("jobTitle")
        changes.department = text("department")
        changes.costCentre = text("costCentre")
        changes.employeeNumber = text("employeeNumber")
        changes.manager = text("manager")
        if let word = text("enabled") {
            switch word.lowercased() {
            case "true", "yes", "1": changes.isEnabled = true
            case "false", "no", "0": changes.isEnabled = false
            default:
                throw table.field("enabled", in: row)?.error("`\(word)` is neither `true` nor `false`")
                    ?? CSVError(line: row.line, column: 1, "`\(word)` is neither `true` nor `false`")
            }
        }
        var places = [String: Int]()
        for name in columns { places[name] = table.field(name, in: row)?.column }
        return UserImport.Row(changes: changes, line: row.line, columns: places)
    }
}
