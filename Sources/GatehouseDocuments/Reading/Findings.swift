/// Gathers what is wrong while a file is read, and remembers where each value stood.
///
/// A class, because every reader of one file adds to the same list.
final class Findings {
    let file: String
    private(set) var problems = [DocumentProblem]()
    private var places = [String: Position]()
    /// The lines of the file, for places inside of a text.
    var lines = [Substring]()

    init(file: String) { self.file = file }

    func report(at position: Position, _ message: String, hint: String? = nil) {
        problems.append(
            DocumentProblem(file: file, line: position.line, column: position.column, message: message, hint: hint))
    }

    /// Forgets the places of the document before.
    func beginDocument() { places = [:] }

    func remember(_ path: String, at position: Position) { places[path] = position }

    /// A message of the model that may carry a `hint:` on its second line.
    func report(at position: Position, splitting message: String) {
        let parts = message.split(separator: "\nhint: ", maxSplits: 1)
        report(at: position, String(parts.first ?? "not valid"), hint: parts.count > 1 ? String(parts[1]) : nil)
    }

    /// Where the value at `path` stands, or else the nearest value around it.
    func place(of path: String) -> Position? {
        var path = path[...]
        while true {
            if let place = places[String(path)] { return place }
            guard let cut = path.lastIndex(where: { $0 == "." || $0 == "[" }) else { return places[""] }
            path = path[..<cut]
        }
    }
}
