import GatehouseModel
import GatehousePolicy

/// Reads `fact` with the one test beside it, as the fact's type demands.
struct FactTestReader {
    /// The fields that are tests.
    static let words = Comparison.allCases.map(\.rawValue) + FactTest.Quantifier.allCases.map(\.rawValue)

    typealias Tested = (fact: FactKey, test: FactTest)

    let reader: MappingReader
    let findings: Findings
    /// The type that is written beside a fact of the family `custom`.
    var declared: CustomSettingType?

    /// The fact and its test, or `nil` after reporting what is wrong.
    func read() -> Tested? {
        let tests = reader.all.filter { Self.words.contains($0.name) }
        if tests.isEmpty {
            findings.report(
                at: reader.node.position, "the test is missing",
                hint: "add one of \(Self.words.joined(separator: ", "))")
        }
        if let first = tests.first { findings.remember(reader.child("test"), at: first.position) }
        for extra in tests.dropFirst() {
            findings.report(
                at: extra.position, "`\(extra.name)` is a second test beside `\(tests[0].name)`",
                hint: "write a requirement for each")
        }
        guard let definition = reader.required("fact").flatMap(definition), let test = tests.first else { return nil }
        return self.test(test, of: definition).map { (definition.key, $0) }
    }

    private func definition(_ node: YAMLNode) -> FactDefinition? {
        guard let text = reader.text(node, "fact") else { return nil }
        if let definition = FactCatalogue.definition(of: FactKey(text)) { return definition }
        if FactKey(text).isCustom { return customDefinition(FactKey(text), node) }
        let keys = FactCatalogue.all.map(\.key.rawValue)
        let family = keys.filter { $0.split(separator: ".").first == text.split(separator: ".").first }
        let hint =
            Spelling.nearest(to: text, among: keys).map { "did you mean `\($0)`?" }
            ?? (family.isEmpty ? nil : "there are \(family.joined(separator: ", "))")
        findings.report(at: node.position, "unknown fact \(node.description)", hint: hint)
        return nil
    }

    /// A fact that a discovery script reports: the type beside it says how it compares.
    private func customDefinition(_ key: FactKey, _ node: YAMLNode) -> FactDefinition? {
        guard let declared else {
            let types = CustomSettingType.allCases.map(\.rawValue).joined(separator: ", ")
            findings.report(
                at: node.position, "`\(key)` is reported by a script, and its type is missing",
                hint: "add `type`, one of \(types); a condition cannot look at it")
            return nil
        }
        let definition = FactCatalogue.customDefinition(of: key, type: declared.factType)
        if definition == nil {
            findings.report(at: node.position, "`\(key)` is not a key", hint: "write `custom.SCRIPT.SETTING`")
        }
        return definition
    }

    private func test(_ field: YAMLNode.Field, of fact: FactDefinition) -> FactTest? {
        guard !field.value.isNull else {
            findings.report(at: field.position, "`\(field.name)` has no value")
            return nil
        }
        let values = FactValueReader(reader: reader, findings: findings)
        if let comparison = Comparison(rawValue: field.name) {
            let subject = "`\(fact.key)`"
            return values.value(field, comparison: comparison, type: fact.type, of: subject)
                .map { .compare(comparison, $0) }
        }
        guard let quantifier = FactTest.Quantifier(rawValue: field.name) else { return nil }
        guard case .table(let columns) = fact.type else {
            findings.report(
                at: field.position, "`\(field.name)` tests the rows of a table, but `\(fact.key)` is \(fact.type.name)")
            return nil
        }
        return rows(field, columns: columns).map { .rows(quantifier, $0) }
    }

    private func rows(_ field: YAMLNode.Field, columns: [String: FactType]) -> [ColumnTest]? {
        let path = reader.child(field.name)
        let names = columns.keys.sorted()
        guard
            let row = MappingReader(field.value, "`\(path)`", path: path, names: names, findings: findings)
        else { return nil }
        if row.all.isEmpty { findings.report(at: field.value.position, "`\(path)` tests no column") }
        return row.all.flatMap { column in columns[column.name].map { self.tests(column, type: $0, row) } ?? [] }
    }

    /// `column: value` is short for `column: {equals: value}`.
    private func tests(_ column: YAMLNode.Field, type: FactType, _ row: MappingReader) -> [ColumnTest] {
        let subject = "column `\(column.name)`"
        guard case .mapping = column.value.content else {
            let value = FactValueReader(reader: row, findings: findings)
                .value(column, comparison: .equals, type: type, of: subject)
            return value.map { [ColumnTest(column: column.name, comparison: .equals, value: $0)] } ?? []
        }
        let path = row.child(column.name)
        let names = Comparison.allCases.map(\.rawValue)
        guard let tests = MappingReader(column.value, subject, path: path, names: names, findings: findings) else {
            return []
        }
        if tests.all.isEmpty { findings.report(at: column.value.position, "\(subject) has no test") }
        return tests.all.compactMap { field in
            guard let comparison = Comparison(rawValue: field.name) else { return nil }
            return FactValueReader(reader: tests, findings: findings)
                .value(field, comparison: comparison, type: type, of: subject)
                .map { ColumnTest(column: column.name, comparison: comparison, value: $0) }
        }
    }
}
