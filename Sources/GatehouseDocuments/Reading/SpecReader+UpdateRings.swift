import GatehouseModel

extension SpecReader {
    /// The rings of `agentUpdates`; two of one name or of one percentage are a mistake, because nobody could say which
    /// of them a device is in.
    func updateRings(_ node: YAMLNode) -> [UpdateRing] {
        let path = "agentUpdates"
        guard
            let reader = MappingReader(node, "`agentUpdates`", path: path, names: ["rings"], findings: findings),
            let node = reader.required("rings")
        else { return [] }
        let rings = reader.list(node, "rings") { updateRing($0, "\(path).\($1)") }
        for (name, again) in [("name", rings.map(\.name)), ("percentage", rings.map { String($0.percentage) })]
        where Set(again).count != again.count {
            findings.report(at: node.position, "two rings have the same `\(name)`")
        }
        return rings
    }

    private func updateRing(_ node: YAMLNode, _ path: String) -> UpdateRing? {
        let names = ["name", "percentage", "delay"]
        guard let reader = MappingReader(node, "a ring", path: path, names: names, findings: findings) else {
            return nil
        }
        let name = reader.required("name").flatMap { reader.documentName($0, "name") }
        let percentage = reader.required("percentage").flatMap { share($0, reader) }
        var delay: Duration? = .zero
        if let node = reader.optional("delay") {
            delay = reader.duration(node, "delay", within: .zero ... .seconds(90 * 86_400))
        }
        guard let name, let percentage, let delay else { return nil }
        return UpdateRing(name: name, percentage: percentage, delay: delay)
    }

    private func share(_ node: YAMLNode, _ reader: MappingReader) -> Int? {
        guard case .scalar(let scalar) = node.content, let value = Int(scalar.text), (1...100).contains(value) else {
            return reader.refuse(node, "percentage", wanted: "a whole number from 1 to 100")
        }
        return value
    }
}
