/// Writes comma-separated values (RFC 4180) that are safe to open in a spreadsheet.
///
/// Spreadsheets run a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula (OWASP, CSV
/// injection; CWE-1236). Such a cell gets an apostrophe in front, which they show as text; ``restored(_:)`` takes it off
/// again, so that what was written is read back as it was.
public enum CSVText {
    /// One line, ended by CRLF.
    public static func line(_ cells: [String]) -> String {
        cells.map { quoted(neutralised($0)) }.joined(separator: ",") + "\r\n"
    }

    /// The cell, with an apostrophe in front of what a spreadsheet would run, and of an apostrophe.
    public static func neutralised(_ cell: String) -> String {
        guard let first = cell.unicodeScalars.first, first == "'" || startsFormula(first) else { return cell }
        return "'" + cell
    }

    /// What ``neutralised(_:)`` was given.
    public static func restored(_ cell: String) -> String {
        let scalars = cell.unicodeScalars
        guard scalars.first == "'", let second = scalars.dropFirst().first, second == "'" || startsFormula(second)
        else { return cell }
        return String(scalars.dropFirst())
    }

    /// The wide forms as well: some spreadsheets fold them.
    private static func startsFormula(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}": true
        default: false
        }
    }

    private static func quoted(_ cell: String) -> String {
        guard
            cell.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 < 0x20 }) || cell.hasPrefix(" ")
                || cell.hasSuffix(" ")
        else { return cell }
        return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
