import GatehouseModel

extension SpecReader {
    func notificationTemplate() -> NotificationTemplate? {
        guard let reader = reader(["defaultLocale", "branding", "messages"]) else { return nil }
        let branding = reader.optional("branding").map(self.branding) ?? NotificationTemplate.Branding()
        guard let node = reader.required("messages") else { return nil }
        let messages = reader.list(node, "messages") { self.message($0, $1) }
        if case .sequence(let elements) = node.content, elements.isEmpty || elements.count > 100 {
            findings.report(at: node.position, "`messages` must have from 1 to 100 elements")
        }
        let locales = messages.map(\.locale)
        if Set(locales).count != locales.count {
            findings.report(at: node.position, "two messages have the same `locale`")
        }
        var defaultLocale = locales.first ?? ""
        if let node = reader.optional("defaultLocale"), let text = locale(node, "defaultLocale", reader) {
            if !locales.contains(text) {
                findings.report(at: node.position, "there is no message of the default locale `\(text)`")
            }
            defaultLocale = text
        }
        return NotificationTemplate(
            name: metadata.name, description: metadata.description, defaultLocale: defaultLocale, branding: branding,
            messages: messages)
    }

    private func branding(_ node: YAMLNode) -> NotificationTemplate.Branding {
        let names = ["organisation", "contact"]
        guard let reader = MappingReader(node, "`branding`", path: "branding", names: names, findings: findings) else {
            return NotificationTemplate.Branding()
        }
        func line(_ name: String) -> String {
            guard let node = reader.optional(name), let text = reader.text(node, name, most: 200) else { return "" }
            guard !text.contains(where: \.isNewline) else {
                return reader.refuse(node, name, wanted: "one line") ?? ""
            }
            return text
        }
        return NotificationTemplate.Branding(organisation: line("organisation"), contact: line("contact"))
    }

    private func message(_ node: YAMLNode, _ path: String) -> NotificationTemplate.Message? {
        let names = ["locale", "subject", "text"]
        guard let reader = MappingReader(node, "a message", path: path, names: names, findings: findings) else {
            return nil
        }
        let locale = reader.required("locale").flatMap { self.locale($0, "locale", reader) }
        let subject = reader.required("subject").flatMap { template($0, "subject", most: 200, reader) }
        if let node = reader.optional("subject"), subject?.text.contains(where: \.isNewline) == true {
            let _: Never? = reader.refuse(node, "subject", wanted: "one line")
        }
        let text = reader.required("text").flatMap { template($0, "text", most: 16_384, reader) }
        guard let locale, let subject, let text else { return nil }
        return NotificationTemplate.Message(locale: locale, subject: subject, text: text)
    }

    private func locale(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> String? {
        guard let text = reader.text(node, name, most: 10) else { return nil }
        return NotificationTemplate.isLocale(text)
            ? text : reader.refuse(node, name, wanted: "a language tag such as `en`, `de` or `de-AT`")
    }

    private func template(_ node: YAMLNode, _ name: String, most: Int, _ reader: MappingReader) -> TemplateText? {
        guard let text = reader.text(node, name, most: most) else { return nil }
        guard !text.isEmpty else { return reader.refuse(node, name, wanted: "text") }
        do {
            return try TemplateText(text)
        } catch {
            findings.report(at: node.position, splitting: error.message)
            return nil
        }
    }
}
