import GatehouseModel
import GatehousePolicy

extension DocumentWriter {
    static func complianceScript(_ script: ComplianceScript) -> FieldList {
        let usual = ComplianceScript(name: "", text: "", settings: [])
        var fields = FieldList()
        fields.add("platform", .text(script.platform.rawValue))
        fields.add("account", script.account.isEmpty ? nil : .text(script.account))
        fields.add("timeLimit", script.timeLimit, unless: usual.timeLimit)
        fields.add("interval", script.interval, unless: usual.interval)
        fields.add("personalDevices", script.runsOnPersonalDevices ? .raw("true") : nil)
        fields.add("settings", .mapping(script.settings.map { ($0.name, .text($0.type.rawValue)) }))
        fields.add("script", .text(script.text))
        return fields
    }

    /// In Intune's own spelling.
    static func customRules(_ custom: CustomRules) -> YAMLTree {
        .mapping([
            ("script", .text(custom.script)), ("rules", .list(custom.rules.map(rule))),
        ])
    }

    private static func rule(_ rule: CustomRule) -> YAMLTree {
        var fields = FieldList()
        fields.add("SettingName", .text(rule.setting))
        fields.add("Operator", .text(rule.operation.rawValue))
        fields.add("DataType", .text(rule.type.rawValue))
        fields.add("Operand", tree(of: rule.operand))
        fields.add("MoreInfoUrl", rule.moreInformation.isEmpty ? nil : .text(rule.moreInformation))
        let strings = rule.remediation.map { string in
            var fields = FieldList()
            fields.add("Language", .text(string.language))
            fields.add("Title", .text(string.title))
            fields.add("Description", string.description.isEmpty ? nil : .text(string.description))
            return fields.tree
        }
        fields.add("RemediationStrings", .list(strings))
        return fields.tree
    }
}
