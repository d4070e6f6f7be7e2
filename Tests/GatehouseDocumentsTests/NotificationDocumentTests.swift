import GatehouseModel
import Testing

@testable import GatehouseDocuments

struct NotificationDocumentTests {
    private func problems(_ spec: String, kind: String = "NotificationChannel") -> [String] {
        let text = "apiVersion: gatehouse/v1\nkind: \(kind)\nmetadata: {name: x}\nspec:\n" + spec
        switch DocumentReader.read(text, file: "x.yaml") {
        case .success: return []
        case .failure(let found): return found.problems.map { "\($0.line): \($0.message)" }
        }
    }

    private func document(_ spec: String, kind: String = "NotificationChannel") throws -> Document {
        let text = "apiVersion: gatehouse/v1\nkind: \(kind)\nmetadata: {name: x}\nspec:\n" + spec
        return try #require(try DocumentReader.read(text, file: "x.yaml").get().first).document
    }

    @Test func `a channel is written as it was read`() throws {
        for spec in [
            """
              webhook:
                url: https://hooks.example.org:8443/a?b=c
                secret: hook
                headers:
                  X-Team: devices
                caFile: /etc/ca.pem
                allowPrivate: true
            """,
            """
              email:
                host: 192.0.2.1
                port: 2465
                encryption: implicit
                user: ada
                password: smtp
                from: Ada Lovelace <ada@example.org>
                to: [b@example.org, "C, D <c@example.org>"]
            """,
        ] {
            let document = try document(spec)
            let written = DocumentWriter.write(document)
            #expect(try DocumentReader.read(written, file: "y.yaml").get().map(\.document) == [document])
        }
    }

    @Test func `a channel holds no secret, and nothing that could carry one out`() {
        let hook = "  webhook: {url: 'https://h.example.org/', secret: s, headers: {"
        #expect(problems(hook + "Authorization: Bearer x}}") == ["5: the header `Authorization` cannot be set"])
        #expect(problems(hook + "Webhook-Id: x}}") == ["5: the header `Webhook-Id` cannot be set"])
        #expect(problems(hook + "\"X-A\": \"a\\r\\nb\"}}").count == 1)
        #expect(problems(hook + "\"X A\": b}}") == ["5: `X A` is not the name of a header"])
    }

    @Test(arguments: [
        "http://h.example.org/", "https://user@h.example.org/", "https://h.example.org/#a", "https://h_x/",
        "https://h.example.org:0/", "https://h.example.org:99999/", "https://h.example.org\\@evil/", "https:///x",
        "https://[::1", "https://h.example.org /", "https://h.example.org:+80/", "https://exämple.org/",
    ])
    func `a URL that two could read differently is refused`(url: String) { #expect(WebhookURL(url) == nil) }

    @Test func `a URL says its host and port`() throws {
        let url = try #require(WebhookURL("https://[2001:db8::1]:8443/x"))
        #expect(url.host == "2001:db8::1")
        #expect(url.port == 8443)
        #expect(try #require(WebhookURL("https://h.example.org?x")).port == 443)
    }

    @Test(arguments: [
        "", "ada", "a@b@c", "a b@example.org", "a@exa mple.org", "a\r\nb@example.org", "Ada <a@example.org", "a@-x.org",
        "\"Eve\" <a@example.org>", "A\nB <a@example.org>", "a..b@example.org", "a@example.org>", "<a@b>@example.org>",
    ])
    func `what is no plain address is refused`(text: String) { #expect(MailAddress(text) == nil) }

    @Test func `an address has its name and domain`() throws {
        let address = try #require(MailAddress("Größe <a.b+c@example.org>"))
        #expect(address.name == "Größe")
        #expect(address.address == "a.b+c@example.org")
        #expect(address.domain == "example.org")
        #expect(MailAddress(address.description) == address)
    }

    @Test func `a template is written as it was read`() throws {
        let document = try document(
            """
              defaultLocale: de
              branding: {organisation: Example, contact: "call 42"}
              messages:
                - locale: en
                  subject: "{{ device.name }}!"
                  text: |
                    Mend it by {{grace.end}}:
                    {{requirements}}
                - {locale: de, subject: Ja, text: "{{policy}}"}
            """, kind: "NotificationTemplate")
        let written = DocumentWriter.write(document)
        #expect(try DocumentReader.read(written, file: "y.yaml").get().map(\.document) == [document])
    }

    @Test func `a placeholder that nobody knows is refused with those that there are`() {
        let found = DocumentReader.read(
            """
            apiVersion: gatehouse/v1
            kind: NotificationTemplate
            metadata: {name: x}
            spec:
              messages:
                - {locale: en, subject: "{{device.nam}}", text: "{{"}
            """, file: "x.yaml")
        guard case .failure(let problems) = found else {
            Issue.record("it was read")
            return
        }
        #expect(problems.problems.map(\.line) == [6, 6])
        #expect(problems.problems.first?.message == "there is no placeholder `{{device.nam}}`")
        #expect(problems.problems.first?.hint?.contains("device.name") == true)
    }

    @Test func `a template needs a text for its default language, and one for each`() {
        let twice = "  messages:\n    - {locale: en, subject: a, text: b}\n    - {locale: en, subject: a, text: b}"
        #expect(problems(twice, kind: "NotificationTemplate").count == 1)
        let missing = "  defaultLocale: de\n  messages:\n    - {locale: en, subject: a, text: b}"
        #expect(problems(missing, kind: "NotificationTemplate").count == 1)
        let named = "  messages:\n    - {locale: German, subject: a, text: b}"
        #expect(problems(named, kind: "NotificationTemplate").count == 1)
        let broken = "  messages:\n    - {locale: en, subject: \"a\\nb\", text: b}"
        #expect(problems(broken, kind: "NotificationTemplate").count == 1)
    }

    @Test func `a channel is one thing, with an account that is whole`() {
        #expect(problems("  {}").count == 1)
        #expect(
            problems(
                "  webhook: {url: 'https://h.example.org/', secret: s}\n  email: {host: h, from: a@example.org}"
            ).count == 1)
        #expect(problems("  email: {host: h, from: a@example.org, user: x}").count == 1)
        #expect(problems("  email: {host: 'h x', from: a@example.org}").count == 1)
        #expect(problems("  email: {host: h, from: a@example.org, encryption: none}").count == 1)
    }
}
