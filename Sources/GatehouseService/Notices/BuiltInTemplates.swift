import GatehouseDocuments

/// What messages say where no template is named: every kind of notice, in English and in German.
enum BuiltInTemplates {
    static func template(for kind: Notice.Kind) -> NotificationTemplate {
        NotificationTemplate(
            name: "built-in", defaultLocale: "en",
            messages: [("en", english(kind)), ("de", german(kind))].compactMap { locale, words in
                // A text that is no template is left out; a test reads every one.
                guard let subject = try? TemplateText(words.subject), let text = try? TemplateText(words.text) else {
                    return nil
                }
                return NotificationTemplate.Message(locale: locale, subject: subject, text: text)
            })
    }

    private typealias Words = (subject: String, text: String)

    private static func english(_ kind: Notice.Kind) -> Words {
        switch kind {
        case .deviceInGrace:
            (
                "{{device.name}} must be mended by {{grace.end}}",
                """
                The device {{device.name}} does not meet the policy {{policy}} any more.
                It keeps its access until {{grace.end}}.

                What to do:
                {{requirements}}
                """
            )
        case .graceEnding:
            (
                "{{device.name}} loses its access at {{grace.end}}",
                """
                The device {{device.name}} still does not meet the policy {{policy}}.
                From {{grace.end}} it counts as noncompliant and may lose its access.

                What to do:
                {{requirements}}
                """
            )
        case .deviceNoncompliant:
            (
                "{{device.name}} is noncompliant",
                """
                The device {{device.name}} does not meet the policy {{policy}} and counts as noncompliant.
                Applications that want a compliant device refuse it until it is mended.

                What to do:
                {{requirements}}
                """
            )
        case .deviceRecovered:
            (
                "{{device.name}} is compliant again",
                "The device {{device.name}} meets its policies again. There is nothing to do."
            )
        case .actionTaken:
            (
                "{{device.name}}: {{action}}",
                """
                Because it does not meet the policy {{policy}}, the device {{device.name}} was told to do this: {{action}}.

                What was wrong:
                {{requirements}}
                """
            )
        case .actionAwaitsApproval:
            (
                "An action waits for your approval: {{action}}",
                """
                {{requestedBy}} asked for the action {{action}} on {{devices}} device(s).
                Nothing happens until a second person agrees, and nothing at all after {{grace.end}}.

                To see it:    gatehouse action show {{reference}}
                To agree:     gatehouse action approve {{reference}}
                To refuse it: gatehouse action reject {{reference}}
                """
            )
        case .enrolmentAwaitsApproval:
            (
                "A device asks to be enrolled: {{device.name}}",
                """
                The device {{device.name}} ({{device.platform}}) asks to be enrolled and waits for somebody to agree.

                To see it:    gatehouse enrolment show {{reference}}
                To agree:     gatehouse enrolment approve {{reference}}
                To refuse it: gatehouse enrolment reject {{reference}}
                """
            )
        case .test:
            ("A test message from Gatehouse", "This channel works. There is nothing to do.")
        }
    }

    private static func german(_ kind: Notice.Kind) -> Words {
        switch kind {
        case .deviceInGrace:
            (
                "{{device.name}} muss bis {{grace.end}} in Ordnung gebracht werden",
                """
                Das Gerät {{device.name}} erfüllt die Richtlinie {{policy}} nicht mehr.
                Es behält seinen Zugang bis {{grace.end}}.

                Was zu tun ist:
                {{requirements}}
                """
            )
        case .graceEnding:
            (
                "{{device.name}} verliert seinen Zugang: {{grace.end}}",
                """
                Das Gerät {{device.name}} erfüllt die Richtlinie {{policy}} noch immer nicht.
                Ab {{grace.end}} gilt es als nicht konform und kann seinen Zugang verlieren.

                Was zu tun ist:
                {{requirements}}
                """
            )
        case .deviceNoncompliant:
            (
                "{{device.name}} ist nicht konform",
                """
                Das Gerät {{device.name}} erfüllt die Richtlinie {{policy}} nicht und gilt als nicht konform.
                Anwendungen, die ein konformes Gerät verlangen, weisen es ab, bis es in Ordnung gebracht ist.

                Was zu tun ist:
                {{requirements}}
                """
            )
        case .deviceRecovered:
            (
                "{{device.name}} ist wieder konform",
                "Das Gerät {{device.name}} erfüllt seine Richtlinien wieder. Es ist nichts zu tun."
            )
        case .actionTaken:
            (
                "{{device.name}}: {{action}}",
                """
                Weil es die Richtlinie {{policy}} nicht erfüllt, wurde dem Gerät {{device.name}} befohlen: {{action}}.

                Was nicht in Ordnung war:
                {{requirements}}
                """
            )
        case .actionAwaitsApproval:
            (
                "Eine Aktion wartet auf Ihre Zustimmung: {{action}}",
                """
                {{requestedBy}} hat die Aktion {{action}} auf {{devices}} Gerät(en) verlangt.
                Bis eine zweite Person zustimmt, geschieht nichts, und nach dem Ablauf ({{grace.end}}) gar nichts mehr.

                Ansehen:   gatehouse action show {{reference}}
                Zustimmen: gatehouse action approve {{reference}}
                Ablehnen:  gatehouse action reject {{reference}}
                """
            )
        case .enrolmentAwaitsApproval:
            (
                "Ein Gerät möchte aufgenommen werden: {{device.name}}",
                """
                Das Gerät {{device.name}} ({{device.platform}}) möchte aufgenommen werden und wartet auf Zustimmung.

                Ansehen:   gatehouse enrolment show {{reference}}
                Zustimmen: gatehouse enrolment approve {{reference}}
                Ablehnen:  gatehouse enrolment reject {{reference}}
                """
            )
        case .test:
            ("Eine Probenachricht von Gatehouse", "Dieser Kanal funktioniert. Es ist nichts zu tun.")
        }
    }
}
