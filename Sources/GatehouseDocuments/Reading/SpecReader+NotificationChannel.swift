import GatehouseModel

extension SpecReader {
    func notificationChannel() -> NotificationChannel? {
        guard let reader = reader(["webhook", "email"]) else { return nil }
        let transport: NotificationChannel.Transport?
        switch (reader.optional("webhook"), reader.optional("email")) {
        case (let node?, nil): transport = webhook(node).map(NotificationChannel.Transport.webhook)
        case (nil, let node?): transport = email(node).map(NotificationChannel.Transport.email)
        case (let node?, _?):
            findings.report(at: node.position, "a channel has either `webhook` or `email`, not both")
            transport = nil
        case (nil, nil):
            findings.report(at: spec.position, "a channel needs `webhook` or `email`")
            transport = nil
        }
        return transport.map {
            NotificationChannel(name: metadata.name, description: metadata.description, transport: $0)
        }
    }

    private func webhook(_ node: YAMLNode) -> NotificationChannel.Webhook? {
        let names = ["url", "secret", "headers", "caFile", "allowPrivate"]
        guard
            let reader = MappingReader(node, "`webhook`", path: "webhook", names: names, findings: findings)
        else { return nil }
        let url = reader.required("url").flatMap { node -> WebhookURL? in
            guard let text = reader.text(node, "url", most: 2048) else { return nil }
            return WebhookURL(text)
                ?? reader.refuse(
                    node, "url", wanted: "a URL as `https://hooks.example.org/path`, without user or fragment")
        }
        let secret = reader.required("secret", hint: "the name under which `gatehouse secret set` keeps it")
            .flatMap { reader.documentName($0, "secret") }
        let headers = reader.optional("headers").map(self.headers) ?? [:]
        let caFile = self.caFile(reader)
        let allowsPrivate = reader.optional("allowPrivate").flatMap { reader.boolean($0, "allowPrivate") } ?? false
        guard let url, let secret else { return nil }
        return NotificationChannel.Webhook(
            url: url, secret: secret, headers: headers, caFile: caFile, allowsPrivate: allowsPrivate)
    }

    /// Headers that the sender sets itself, and such that would put a credential into a document.
    private static let reserved: Set<String> = [
        "authorization", "connection", "content-encoding", "content-length", "content-type", "cookie", "expect", "host",
        "keep-alive", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade", "webhook-id",
        "webhook-signature", "webhook-timestamp", "user-agent",
    ]

    private func headers(_ node: YAMLNode) -> [String: String] {
        guard case .mapping(let fields) = node.content, fields.count <= 20 else {
            findings.report(at: node.position, "`webhook.headers` must be a mapping of at most 20 headers")
            return [:]
        }
        var headers = [String: String]()
        for field in fields {
            guard case .scalar(let scalar) = field.value.content else {
                findings.report(at: field.value.position, "the header `\(field.name)` must be text")
                continue
            }
            let name = field.name
            let isToken =
                (1...64).contains(name.utf8.count)
                && name.utf8.allSatisfy { HostName.isAlphanumeric($0) || "!#$%&'*+-.^_`|~".utf8.contains($0) }
            if !isToken {
                findings.report(at: field.position, "`\(name)` is not the name of a header")
            } else if Self.reserved.contains(name.lowercased()) {
                findings.report(
                    at: field.position, "the header `\(name)` cannot be set",
                    hint: "the sender sets it itself, or it would put a credential into a document")
            } else if scalar.text.utf8.count > 1024 || !scalar.text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
                findings.report(
                    at: field.value.position,
                    "the header `\(name)` must be at most 1024 characters of ASCII on one line")
            } else {
                headers[name] = scalar.text
            }
        }
        return headers
    }

    private func email(_ node: YAMLNode) -> NotificationChannel.Email? {
        let names = ["host", "port", "encryption", "user", "password", "from", "to", "caFile"]
        guard let reader = MappingReader(node, "`email`", path: "email", names: names, findings: findings) else {
            return nil
        }
        let host = reader.required("host").flatMap { node -> String? in
            guard let text = reader.text(node, "host", most: 253) else { return nil }
            return HostName.isHost(text) ? text : reader.refuse(node, "host", wanted: "a host name or an address")
        }
        let encryption: NotificationChannel.Email.Encryption? = reader.optional("encryption").flatMap {
            reader.choice($0, "encryption")
        }
        let port = reader.optional("port").flatMap { node -> Int? in
            guard let text = reader.text(node, "port", most: 5), let port = UInt16(text), port > 0 else {
                return reader.refuse(node, "port", wanted: "a whole number from 1 to 65535")
            }
            return Int(port)
        }
        let user = reader.optional("user").flatMap { node -> String? in
            guard let text = reader.text(node, "user", most: 255) else { return nil }
            guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
                return reader.refuse(node, "user", wanted: "a name on one line")
            }
            return text
        }
        let password = reader.optional("password").flatMap { reader.documentName($0, "password") }
        if (reader.optional("user") == nil) != (reader.optional("password") == nil) {
            findings.report(
                at: node.position, "`email.user` and `email.password` go together",
                hint: "`password` is the name under which `gatehouse secret set` keeps it")
        }
        let from = reader.required("from").flatMap { mailAddress($0, "from", reader) }
        let to = reader.optional("to").map { node in
            reader.list(node, "to") { mailAddress($0, $1, reader) }
        }
        let caFile = self.caFile(reader)
        guard let host, let from else { return nil }
        return NotificationChannel.Email(
            host: host, port: port, encryption: encryption ?? .startTLS, user: user, password: password, from: from,
            to: to ?? [], caFile: caFile)
    }

    private func mailAddress(_ node: YAMLNode, _ name: String, _ reader: MappingReader) -> MailAddress? {
        guard let text = reader.text(node, name, most: 400) else { return nil }
        return MailAddress(text)
            ?? reader.refuse(node, name, wanted: "an address as `ada@example.org` or `Ada <ada@example.org>`")
    }

    func caFile(_ reader: MappingReader) -> String? {
        reader.optional("caFile").flatMap { node in
            guard let path = reader.text(node, "caFile", most: 1024) else { return nil }
            return path.hasPrefix("/") ? path : reader.refuse(node, "caFile", wanted: "an absolute path")
        }
    }

    /// The channels of `notifications.approvals` in the settings of a tenant.
    func approvalChannels(_ node: YAMLNode) -> [String] {
        let path = "notifications"
        guard
            let reader = MappingReader(node, "`notifications`", path: path, names: ["approvals"], findings: findings),
            let node = reader.optional("approvals")
        else { return [] }
        return reader.list(node, "approvals") { reader.documentName($0, $1) }
    }
}
