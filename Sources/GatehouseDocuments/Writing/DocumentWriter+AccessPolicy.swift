import GatehouseModel
import GatehousePolicy

extension DocumentWriter {
    static func accessPolicy(_ policy: AccessPolicyDocument) -> FieldList {
        var fields = FieldList()
        fields.add("state", policy.state == .enabled ? nil : .text(AccessStateWords.word(for: policy.state)))
        fields.add("conditions", conditions(policy).tree)
        var grant = FieldList()
        grant.add("operator", policy.grantOperator == .and ? nil : .text(policy.grantOperator.rawValue))
        grant.add("controls", .list(policy.controls.map(control)))
        fields.add("grant", grant.tree)
        return fields
    }

    private static func conditions(_ policy: AccessPolicyDocument) -> FieldList {
        let conditions = policy.conditions
        var fields = FieldList()
        fields.add("applications", selection(conditions.applications) { $0.sorted() })
        fields.add("platforms", conditions.platforms.map { selection($0, words) })
        fields.add("locations", policy.locations.map { selection($0) { $0.map(\.text).sorted() } })
        fields.add("clientApplications", conditions.clientApplications.map { YAMLTree.words(words($0)) })
        if let filter = conditions.deviceFilter {
            fields.add(
                "deviceFilter",
                .mapping([("mode", .text(filter.mode.rawValue)), ("rule", .text(filter.rule.text))]))
        }
        return fields
    }

    private static func selection<Value>(
        _ selection: Selection<Value>, _ words: (Set<Value>) -> [String]
    ) -> YAMLTree {
        var fields = FieldList()
        fields.add("include", .words(selection.include.map(words) ?? [SelectionReader.all]))
        if !selection.exclude.isEmpty { fields.add("exclude", .words(words(selection.exclude))) }
        return fields.tree
    }

    private static func words<Word: RawRepresentable<String> & CaseIterable & Hashable>(_ set: Set<Word>) -> [String] {
        Word.allCases.filter(set.contains).map(\.rawValue)
    }

    private static func control(_ control: GrantControl) -> YAMLTree {
        switch control {
        case .minimumAssurance(let assurance): .mapping([("minimumAssurance", .text(assurance.rawValue))])
        case .block, .compliantDevice: .text(control.description)
        }
    }
}
