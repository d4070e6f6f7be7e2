import Yams

/// Turns the text of one document into nodes, and refuses what documents may not use.
struct YAMLComposer {
    /// Deeper than any kind goes.
    static let deepest = 32

    let findings: Findings
    let part: YAMLStream.Part

    /// The roots of the part: one, unless an exotic line break hides a second; fewer after a problem.
    func compose() -> [YAMLNode] {
        var roots = [YAMLNode]()
        do {
            let parser = try Parser(yaml: part.text, resolver: .basic, encoding: .utf8)
            while let root = try parser.nextRoot() {
                // INVARIANT (anchors): a node holds its anchor weakly, so it is read while the parser lives.
                let node = withExtendedLifetime(parser) { convert(root, depth: 0, isKey: false) }
                if let node, !node.isNull { roots.append(node) }
            }
        } catch let error as YamlError {
            report(error)
        } catch {
            findings.report(at: position(nil), "not readable as YAML")
        }
        return roots
    }

    private func convert(_ node: Node, depth: Int, isKey: Bool) -> YAMLNode? {
        let position = position(node.mark)
        guard depth < Self.deepest else {
            findings.report(at: position, "nested more than \(Self.deepest) levels deep")
            return nil
        }
        guard node.anchor == nil, node.alias == nil else {
            findings.report(
                at: position, "anchors and aliases are not accepted", hint: "write the value out where it is used")
            return nil
        }
        switch node {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            // Composing has given every key the tag of a text, and every quoted text has it.
            let isText = scalar.tag.rawValue == "tag:yaml.org,2002:str"
            guard scalar.tag.rawValue.isEmpty || isText && (isKey || !isPlain) else { return refuseTag(position) }
            return YAMLNode(position: position, content: .scalar(.init(text: scalar.string, isPlain: isPlain)))
        case .sequence(let sequence):
            guard isKey || sequence.tag.rawValue.isEmpty else { return refuseTag(position) }
            let elements = sequence.compactMap { convert($0, depth: depth + 1, isKey: isKey) }
            return YAMLNode(position: position, content: .sequence(elements))
        case .mapping(let mapping):
            guard isKey || mapping.tag.rawValue.isEmpty else { return refuseTag(position) }
            return YAMLNode(position: position, content: .mapping(mapping.compactMap { field($0, depth: depth) }))
        case .alias:
            return nil
        }
    }

    private func field(_ pair: (key: Node, value: Node), depth: Int) -> YAMLNode.Field? {
        guard let key = convert(pair.key, depth: depth + 1, isKey: true) else { return nil }
        guard case .scalar(let scalar) = key.content else {
            findings.report(at: key.position, "\(key.description) cannot be the name of a field")
            return nil
        }
        guard let value = convert(pair.value, depth: depth + 1, isKey: false) else { return nil }
        return YAMLNode.Field(name: scalar.text, position: key.position, value: value)
    }

    private func refuseTag(_ position: Position) -> YAMLNode? {
        findings.report(at: position, "tags are not accepted", hint: "leave out the word that begins with `!`")
        return nil
    }

    private func position(_ mark: Mark?) -> Position {
        Position(line: (mark?.line ?? 1) + part.lineOffset, column: mark?.column ?? 1)
    }
}

extension YAMLComposer {
    private func report(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            findings.report(at: position(mark), "not valid YAML: \(problem)", hint: Self.hint(for: problem))
        case .reader(let problem, _, _, _):
            findings.report(at: position(nil), "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            reportDuplicate(duplicates.first ?? "", first: context.mark)
        default:
            findings.report(at: position(nil), "not readable as YAML")
        }
    }

    private static func hint(for problem: String) -> String? {
        if problem.contains("mapping values") { return "quote a text that contains `: `" }
        if problem.contains("cannot start any token") { return "indent with spaces, and quote texts that begin so" }
        if problem.contains("expected key") || problem.contains("expected ':'") {
            return "check the indentation, and that every field is `name: value`"
        }
        return nil
    }

    /// Points at the second time; Yams tells the first.
    private func reportDuplicate(_ name: String, first: Mark) {
        let lines = YAMLStream.lines(of: part.text)
        let second = lines.indices.dropFirst(first.line).first { index in
            let line = lines[index].drop { $0 == " " || $0 == "-" }
            guard lines[index].count - line.count == first.column - 1 else { return false }
            let key = line.drop { $0 == "\"" || $0 == "'" }
            return key.hasPrefix(name) && key.dropFirst(name.count).drop { "\"' ".contains($0) }.first == ":"
        }
        let place = second.map { Position(line: $0 + 1 + part.lineOffset, column: first.column) } ?? position(first)
        let firstLine = first.line + part.lineOffset
        findings.report(at: place, "`\(name)` is given twice", hint: "it is given first on line \(firstLine)")
    }
}
