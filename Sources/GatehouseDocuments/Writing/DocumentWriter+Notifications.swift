extension DocumentWriter {
    static func notificationChannel(_ channel: NotificationChannel) -> FieldList {
        var fields = FieldList()
        switch channel.transport {
        case .webhook(let webhook): fields.add("webhook", self.webhook(webhook).tree)
        case .email(let email): fields.add("email", self.email(email).tree)
        }
        return fields
    }

    private static func webhook(_ webhook: NotificationChannel.Webhook) -> FieldList {
        var fields = FieldList()
        fields.add("url", .text(webhook.url.description))
        fields.add("secret", .text(webhook.secret))
        if !webhook.headers.isEmpty {
            let headers = webhook.headers.sorted { $0.key < $1.key }.map { ($0.key, YAMLTree.text($0.value)) }
            fields.add("headers", .mapping(headers))
        }
        fields.add("caFile", webhook.caFile.map(YAMLTree.text))
        fields.add("allowPrivate", webhook.allowsPrivate ? .raw("true") : nil)
        return fields
    }

    private static func email(_ email: NotificationChannel.Email) -> FieldList {
        var fields = FieldList()
        fields.add("host", .text(email.host))
        fields.add("port", email.port == email.encryption.usualPort ? nil : .raw(String(email.port)))
        fields.add("encryption", email.encryption == .startTLS ? nil : .text(email.encryption.rawValue))
        fields.add("user", email.user.map(YAMLTree.text))
        fields.add("password", email.password.map(YAMLTree.text))
        fields.add("from", .text(email.from.description))
        if !email.to.isEmpty { fields.add("to", .words(email.to.map(\.description))) }
        fields.add("caFile", email.caFile.map(YAMLTree.text))
        return fields
    }

    static func notificationTemplate(_ template: NotificationTemplate) -> FieldList {
        var fields = FieldList()
        let isFirst = template.messages.first?.locale == template.defaultLocale
        fields.add("defaultLocale", isFirst ? nil : .text(template.defaultLocale))
        var branding = FieldList()
        if !template.branding.organisation.isEmpty {
            branding.add("organisation", .text(template.branding.organisation))
        }
        if !template.branding.contact.isEmpty { branding.add("contact", .text(template.branding.contact)) }
        if !branding.isEmpty { fields.add("branding", branding.tree) }
        fields.add(
            "messages",
            .list(
                template.messages.map { message in
                    .mapping([
                        ("locale", .text(message.locale)), ("subject", .text(message.subject.text)),
                        ("text", .text(message.text.text)),
                    ])
                }))
        return fields
    }
}
