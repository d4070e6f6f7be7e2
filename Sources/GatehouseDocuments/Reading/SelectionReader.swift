import GatehousePolicy

/// Reads `include` and `exclude` of a condition, where `All` stands for everything.
struct SelectionReader {
    /// The word that includes everything.
    static let all = "All"

    let reader: MappingReader
    let findings: Findings

    init?(_ node: YAMLNode, path: String, findings: Findings) {
        guard
            let reader = MappingReader(
                node, "`\(path)`", path: path, names: ["include", "exclude"], findings: findings)
        else { return nil }
        self.reader = reader
        self.findings = findings
    }

    /// The selection; an include that is missing or empty is a problem, since it could mean everything or nothing.
    func selection<Value>(_ read: (YAMLNode, String) -> Value?) -> Selection<Value> {
        let exclude = reader.optional("exclude").map { reader.set($0, "exclude", read) } ?? []
        let hint = "write `include: [\(Self.all)]` for everything"
        guard let node = reader.required("include", hint: hint) else { return Selection(include: [], exclude: exclude) }
        if case .sequence(let elements) = node.content {
            if elements.isEmpty {
                findings.report(at: node.position, "`\(reader.child("include"))` is empty", hint: hint)
            }
            if let everything = elements.first(where: Self.isAll) {
                if elements.count > 1 {
                    findings.report(
                        at: everything.position, "`\(Self.all)` includes the others already: let it stand alone")
                }
                return Selection(include: nil, exclude: exclude)
            }
        }
        return Selection(include: reader.set(node, "include", read), exclude: exclude)
    }

    private static func isAll(_ node: YAMLNode) -> Bool {
        guard case .scalar(let scalar) = node.content else { return false }
        return scalar.text == all
    }
}
