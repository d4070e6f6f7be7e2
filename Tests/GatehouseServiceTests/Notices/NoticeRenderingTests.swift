import GatehouseDocuments
import GatehouseModel
import Testing

@testable import GatehouseService

struct NoticeRenderingTests {
    private func notice(named name: String, _ kind: Notice.Kind = .deviceInGrace) -> Notice {
        Notice(
            kind: kind, key: "key", createdAt: Instant(seconds: 0),
            device: Notice.Subject(id: .random(), name: name, platform: .linux), policy: "baseline",
            requirements: [
                Notice.Shortfall(
                    requirement: "firewall", severity: .high, wanted: "true", found: "false",
                    remediation: "turn <it> on", graceEnd: nil)
            ], deadline: Instant(seconds: 1_795_317_960), channels: ["mail"])
    }

    private func template(_ text: String) throws -> NotificationTemplate {
        NotificationTemplate(
            name: "own", defaultLocale: "en",
            branding: .init(organisation: "Example & Söhne", contact: "helpdesk@example.org"),
            messages: [
                .init(locale: "en", subject: try TemplateText("{{device.name}}"), text: try TemplateText(text)),
                .init(locale: "de", subject: try TemplateText("Gerät {{ device.name }}"), text: try TemplateText(text)),
                .init(locale: "de-AT", subject: try TemplateText("Servus"), text: try TemplateText(text)),
            ])
    }

    @Test(arguments: [("de", "Gerät pc"), ("de-CH", "Gerät pc"), ("de-at", "Servus"), ("fr", "pc"), ("", "pc")])
    func `a message is in the language of who reads it, else of the region's language, else of the default`(
        locale: String, subject: String
    ) throws {
        let text = try #require(NoticeRendering.render(notice(named: "pc"), try template("x"), locale: locale))
        #expect(text.subject == subject)
    }

    @Test func `every place is filled in, and the signature follows`() throws {
        let all = "{{device.name}} {{device.platform}} {{policy}} {{grace.end}} {{contact}}\n{{requirements}}"
        let text = try #require(NoticeRendering.render(notice(named: "pc"), try template(all), locale: "en"))
        #expect(
            text.text == """
                pc linux baseline 2026-11-22 03:26 UTC helpdesk@example.org
                - firewall: wanted is true, found was false
                  turn <it> on

                --\(" ")
                Example & Söhne
                helpdesk@example.org

                """)
        let german = try #require(
            NoticeRendering.render(notice(named: "pc"), try template("{{grace.end}}"), locale: "de"))
        #expect(german.text.hasPrefix("22.11.2026, 03:26 Uhr (UTC)"))
    }

    @Test func `markup in foreign words is shown and not obeyed`() throws {
        let text = try #require(
            NoticeRendering.render(
                notice(named: "<img src=x onerror='a()'> & \"b\""), try template("{{device.name}}\n{{requirements}}"),
                locale: "en"))
        #expect(text.html.contains("&lt;img src=x onerror=&#39;a()&#39;&gt; &amp; &quot;b&quot;"))
        #expect(text.html.contains("turn &lt;it&gt; on"))
        #expect(!text.html.contains("<img"))
    }

    @Test(arguments: ["a\r\nBcc: b", "a\u{2028}Bcc: b", "a\u{0}Bcc: b", "a\u{202E}Bcc: b", "a\u{200B}Bcc: b"])
    func `foreign words stay on their line`(name: String) throws {
        let text = try #require(
            NoticeRendering.render(notice(named: name), try template("x {{device.name}} y"), locale: "en"))
        #expect(text.subject == "a Bcc: b")
        #expect(text.text.hasPrefix("x a Bcc: b y\n"))
    }

    @Test(arguments: Notice.Kind.allCases, ["en", "de"])
    func `every kind of notice has a text of our own in every language`(kind: Notice.Kind, locale: String) throws {
        let template = BuiltInTemplates.template(for: kind)
        #expect(template.messages.map(\.locale) == ["en", "de"])
        let text = try #require(NoticeRendering.render(notice(named: "pc", kind), template, locale: locale))
        #expect(text.locale == locale)
        #expect(!text.subject.isEmpty)
        #expect(!text.text.contains("{{"))
    }
}

struct RetryScheduleTests {
    @Test func `waits double up to an hour, and the last attempt is the last`() {
        let schedule = RetrySchedule(attempts: 12, jitter: { 1 })
        let waits = (1...12).map { schedule.wait(afterAttempt: $0, asked: nil) }
        #expect(
            waits == [
                .seconds(15), .seconds(30), .seconds(60), .seconds(120), .seconds(240), .seconds(480), .seconds(960),
                .seconds(1920), .seconds(3600), .seconds(3600), .seconds(3600), nil,
            ])
    }

    @Test func `the other side's wish is heard, within an hour`() {
        let schedule = RetrySchedule(jitter: { 1 })
        #expect(schedule.wait(afterAttempt: 1, asked: .seconds(100)) == .seconds(100))
        #expect(schedule.wait(afterAttempt: 1, asked: .seconds(1)) == .seconds(15))
        #expect(schedule.wait(afterAttempt: 1, asked: .seconds(86_400)) == .seconds(3600))
    }
}
