import GatehouseModel
import GatehousePolicy

/// Reads Intune's JSON rules, which are YAML as they are.
extension SpecReader {
    /// `{script: NAME, rules: …}`: the rules as a list, or as the whole object with `Rules` that Intune takes.
    func customRules(_ node: YAMLNode) -> CustomRules? {
        let path = "customRules"
        guard
            let reader = MappingReader(
                node, "`\(path)`", path: path, names: ["script", "rules"], findings: findings)
        else { return nil }
        let script = reader.required("script", hint: "the name of a ComplianceScript")
            .flatMap { reader.documentName($0, "script") }
        guard let rules = reader.required("rules") else { return nil }
        var list = (reader: reader, node: rules, name: "rules")
        if case .mapping = rules.content {
            guard
                let inner = MappingReader(
                    rules, "`customRules.rules`", path: "customRules.rules", names: ["Rules"], findings: findings),
                let node = inner.required("Rules")
            else { return nil }
            list.node = node
        }
        let read = list.reader.list(list.node, list.name) { customRule($0, path: "\(path).\($1)") }
        guard let script else { return nil }
        return CustomRules(script: script, rules: read)
    }

    private func customRule(_ node: YAMLNode, path: String) -> CustomRule? {
        let names = ["SettingName", "Operator", "DataType", "Operand", "MoreInfoUrl", "RemediationStrings"]
        guard let reader = MappingReader(node, "a rule", path: path, names: names, findings: findings) else {
            return nil
        }
        let setting = reader.required("SettingName").flatMap { reader.text($0, "SettingName", most: 128) }
        let operation: CustomRule.Operator? = reader.required("Operator").flatMap { reader.choice($0, "Operator") }
        let type: CustomSettingType? = reader.required("DataType").flatMap { reader.choice($0, "DataType") }
        let written = reader.required("Operand")
        let operand = type.flatMap { type in written.flatMap { self.operand($0, type, reader) } }
        let url = reader.optional("MoreInfoUrl").flatMap { moreInformation($0, reader) } ?? ""
        let strings = reader.required("RemediationStrings", hint: "at least one, in en_US").map { node in
            reader.list(node, "RemediationStrings") { remediation($0, path: "\(path).\($1)") }
        }
        guard let setting, let operation, let type, let operand, let strings else { return nil }
        return CustomRule(
            setting: setting, operation: operation, type: type, operand: operand, moreInformation: url,
            remediation: strings)
    }

    /// Intune's examples quote some numbers and not others; the type says what is meant.
    private func operand(_ node: YAMLNode, _ type: CustomSettingType, _ reader: MappingReader) -> FactValue? {
        let name = "Operand"
        guard case .scalar(let scalar) = node.content else {
            return reader.refuse(node, name, wanted: "a \(type.rawValue)")
        }
        let text = scalar.text
        switch type {
        case .boolean:
            guard let value = Bool(text.lowercased()) else {
                return reader.refuse(node, name, wanted: "`true` or `false`")
            }
            return .boolean(value)
        case .int64:
            guard let value = Int64(text) else { return reader.refuse(node, name, wanted: "a whole number") }
            return .integer(value)
        case .double:
            guard DecimalText.value(text) != nil else {
                return reader.refuse(node, name, wanted: "a number such as `0.5`")
            }
            return .text(text)
        case .dateTime:
            guard Instant(text) != nil else {
                return reader.refuse(node, name, wanted: "a time such as `2026-01-31T00:00:00Z`")
            }
            return .text(text)
        case .string, .version: return reader.text(node, name, most: CustomSetting.longestText).map(FactValue.text)
        }
    }

    private func moreInformation(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, "MoreInfoUrl", most: 2048) else { return nil }
        guard text.hasPrefix("https://") || text.hasPrefix("http://"), !text.contains(where: \.isWhitespace) else {
            return reader.refuse(node, "MoreInfoUrl", wanted: "a URL that begins with `https://`")
        }
        return text
    }

    private func remediation(_ node: YAMLNode, path: String) -> CustomRule.RemediationString? {
        let names = ["Language", "Title", "Description"]
        guard
            let reader = MappingReader(node, "a remediation string", path: path, names: names, findings: findings)
        else { return nil }
        let language = reader.required("Language", hint: "as `en_US`").flatMap { node -> String? in
            guard let text = reader.text(node, "Language", most: 16) else { return nil }
            guard Self.isLanguage(text) else {
                return reader.refuse(node, "Language", wanted: "a language such as `en_US`")
            }
            return text
        }
        let title = reader.required("Title").flatMap { reader.text($0, "Title", most: 1024) }
        let description = reader.optional("Description").flatMap { reader.text($0, "Description") } ?? ""
        guard let language, let title else { return nil }
        return CustomRule.RemediationString(language: language, title: title, description: description)
    }

    /// Two or three letters, then parts of letters and digits after `_` or `-`.
    private static func isLanguage(_ text: String) -> Bool {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == "_" || $0 == "-" }
        guard let first = parts.first, (2...3).contains(first.count), first.allSatisfy({ $0.isASCII && $0.isLetter })
        else { return false }
        return parts.dropFirst().allSatisfy { part in
            (2...8).contains(part.count) && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
    }
}
