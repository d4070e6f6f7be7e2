import GatehouseDocuments
import GatehouseModel
import Yams

/// What is wrong with a scenario, gathered while it is read.
final class ScenarioProblems {
    private let file: String
    private(set) var found: [DocumentProblem] = []

    init(file: String) { self.file = file }

    var hasAny: Bool { !found.isEmpty }

    var refusal: DocumentProblems { DocumentProblems(found.sorted { ($0.line, $0.column) < ($1.line, $1.column) }) }

    func report(_ node: ScenarioTree, _ message: String, hint: String? = nil) {
        report(line: node.line, column: node.column, message, hint: hint)
    }

    func report(line: Int, column: Int, _ message: String, hint: String? = nil) {
        found.append(DocumentProblem(file: file, line: line, column: column, message: message, hint: hint))
    }
}

/// YAML with places.
struct ScenarioTree {
    let node: Node

    var line: Int { node.mark?.line ?? 1 }
    var column: Int { node.mark?.column ?? 1 }

    static func parse(_ text: String, _ problems: ScenarioProblems) -> ScenarioTree? {
        do {
            if let node = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() {
                return ScenarioTree(node: node)
            }
            problems.report(line: 1, column: 1, "the file is empty")
        } catch let error as YamlError {
            report(error, problems)
        } catch {
            problems.report(line: 1, column: 1, "not readable as YAML")
        }
        return nil
    }

    private static func report(_ error: YamlError, _ problems: ScenarioProblems) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            problems.report(
                line: mark.line, column: mark.column, "not valid YAML: \(problem)",
                hint: "check the indentation, and that every field is `name: value`")
        case .duplicatedKeysInMapping(let duplicates, let context):
            problems.report(
                line: context.mark.line, column: context.mark.column, "`\(duplicates.first ?? "")` is given twice")
        default: problems.report(line: 1, column: 1, "not readable as YAML")
        }
    }
}

/// The fields of a mapping, by name; refuses names that it does not have.
struct ScenarioFields {
    private let values: [String: ScenarioTree]
    private let node: ScenarioTree
    private let subject: String
    private let problems: ScenarioProblems

    init?(_ tree: ScenarioTree, _ subject: String, _ names: [String], _ problems: ScenarioProblems) {
        guard case .mapping(let mapping) = tree.node else {
            problems.report(tree, "\(subject) must be a mapping", hint: "it may have \(names.joined(separator: ", "))")
            return nil
        }
        var values = [String: ScenarioTree]()
        for (key, value) in mapping {
            let name = key.scalar?.string ?? ""
            guard names.contains(name) else {
                let nearest = Spelling.nearest(to: name, among: names).map { "did you mean `\($0)`?" }
                problems.report(
                    ScenarioTree(node: key), "\(subject) has no field `\(name)`",
                    hint: nearest ?? "it may have \(names.joined(separator: ", "))")
                continue
            }
            values[name] = ScenarioTree(node: value)
        }
        self.values = values
        self.subject = subject
        self.problems = problems
        node = tree
    }

    func optional(_ name: String) -> ScenarioTree? { values[name] }

    func required(_ name: String, hint: String? = nil) -> ScenarioTree? {
        if values[name] == nil { problems.report(node, "`\(name)` is missing in \(subject)", hint: hint) }
        return values[name]
    }

    func text(_ value: ScenarioTree) -> String? {
        guard let text = value.node.scalar?.string, !text.isEmpty else {
            problems.report(value, "a text was expected")
            return nil
        }
        return text
    }

    func list(_ value: ScenarioTree) -> [ScenarioTree] {
        guard case .sequence(let sequence) = value.node else {
            problems.report(value, "a list was expected", hint: "begin each element with `- `")
            return []
        }
        return sequence.map { ScenarioTree(node: $0) }
    }

    func count(_ value: ScenarioTree, _ range: ClosedRange<Int>) -> Int? {
        guard let text = text(value) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let limits =
                range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
            problems.report(value, "`\(text)` is not a number that can be", hint: "a whole number, \(limits)")
            return nil
        }
        return number
    }

    func duration(_ value: ScenarioTree) -> Duration? {
        guard let text = text(value) else { return nil }
        guard let duration = Duration.parse(text), duration > .zero else {
            problems.report(value, "`\(text)` is no time", hint: "as 500ms, 30s or 5m")
            return nil
        }
        return duration
    }

    /// `50/s` or `30/m`.
    func rate(_ value: ScenarioTree) -> Double? {
        guard let text = text(value) else { return nil }
        let scale = text.hasSuffix("/s") ? 1.0 : text.hasSuffix("/m") ? 60 : 0
        guard scale > 0, let number = Double(text.dropLast(2)), number > 0, number <= 100_000 else {
            problems.report(value, "`\(text)` is no rate", hint: "as 50/s or 30/m")
            return nil
        }
        return number / scale
    }

    /// `20%`, from 0 to 1.
    func portion(_ value: ScenarioTree) -> Double? {
        guard let text = text(value) else { return nil }
        guard text.hasSuffix("%"), let number = Double(text.dropLast()), (0...100).contains(number) else {
            problems.report(value, "`\(text)` is no share", hint: "as 20%")
            return nil
        }
        return number / 100
    }

    func choice<Choice: RawRepresentable & CaseIterable>(_ value: ScenarioTree) -> Choice?
    where Choice.RawValue == String {
        guard let text = text(value) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let all = Choice.allCases.map(\.rawValue)
        problems.report(
            value, "unknown word `\(text)`",
            hint: Spelling.nearest(to: text, among: all).map { "did you mean `\($0)`?" }
                ?? "one of \(all.joined(separator: ", "))")
        return nil
    }
}
