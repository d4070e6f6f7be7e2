import GatehouseModel

extension SpecReader {
    func complianceScript() -> ComplianceScript? {
        let names = ["platform", "script", "account", "timeLimit", "interval", "personalDevices", "settings"]
        guard let reader = reader(names) else { return nil }
        if metadata.name.contains(".") {
            findings.report(
                at: spec.position, "the name of a script cannot have a `.`: it is a part of its facts' keys")
        }
        var script = ComplianceScript(
            name: metadata.name, description: metadata.description, text: "", settings: [])
        script.platform = reader.optional("platform").flatMap { reader.choice($0, "platform") } ?? .linux
        script.account = reader.optional("account").flatMap { account($0, reader) } ?? ""
        if let node = reader.optional("timeLimit"),
            let limit = reader.duration(node, "timeLimit", within: .seconds(1)...DiscoveryTerms.longestTime)
        {
            script.timeLimit = limit
        }
        if let node = reader.optional("interval"),
            let interval = reader.duration(node, "interval", within: DiscoveryTerms.intervals)
        {
            script.interval = interval
        }
        script.runsOnPersonalDevices =
            reader.optional("personalDevices").flatMap { reader.boolean($0, "personalDevices") } ?? false
        let text = reader.required("script", hint: "its first line names the interpreter, as `#!/bin/sh`")
            .flatMap { self.text($0, reader) }
        let settings = reader.required("settings", hint: "write `settings: {NAME: TYPE}`").flatMap(settings)
        guard let text, let settings else { return nil }
        script.text = text
        script.settings = settings.sorted()
        return script
    }

    private func text(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, "script", most: ComplianceScript.largest) else { return nil }
        guard text.utf8.count <= ComplianceScript.largest else {
            findings.report(at: node.position, "`script` has more than \(ComplianceScript.largest) bytes")
            return nil
        }
        guard text.hasPrefix("#!/"), !text.utf8.contains(0) else {
            findings.report(
                at: node.position, "the script does not name its interpreter",
                hint: "begin it with a line as `#!/bin/sh`")
            return nil
        }
        return text
    }

    private func account(_ node: YAMLNode, _ reader: MappingReader) -> String? {
        guard let name = reader.text(node, "account", most: 32) else { return nil }
        guard ScriptRun.isAccountName(name) else {
            return reader.refuse(node, "account", wanted: "the name of an account such as `nobody`")
        }
        return name
    }

    private func settings(_ node: YAMLNode) -> [CustomSetting]? {
        guard case .mapping(let fields) = node.content else {
            findings.report(at: node.position, "`settings` must be a mapping, not \(node.description)")
            return nil
        }
        guard
            let reader = MappingReader(
                node, "`settings`", path: "settings", names: fields.map(\.name), findings: findings)
        else { return nil }
        if fields.isEmpty { findings.report(at: node.position, "`settings` is empty: the script reports nothing") }
        if fields.count > DiscoveryTerms.mostSettings {
            findings.report(at: node.position, "there are more than \(DiscoveryTerms.mostSettings) settings")
        }
        return fields.compactMap { field in
            if !CustomSetting.isName(field.name) {
                findings.report(
                    at: field.position, "`\(field.name)` cannot name a setting",
                    hint: "1 to \(CustomSetting.longestName) letters, digits, `-` and `_`, a letter first")
            }
            let type: CustomSettingType? = reader.choice(field.value, field.name)
            return type.map { CustomSetting(name: field.name, type: $0) }
        }
    }
}
