import GatehouseTestSupport
import GatehouseModel
import GatehousePolicy

@testable import GatehouseDocuments

/// Makes any document that can be written.
struct DocumentGenerator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func document() -> Document {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: .compliancePolicy(compliancePolicy())
        case 2, 3: .accessPolicy(accessPolicy())
        case 4:
            .application(Application(name: name(), description: text(), url: flip() ? "https://\(name())" : nil))
        case 5: .enforcementPoint(enforcementPoint())
        case 6:
            .namedLocation(
                NamedLocation(name: name(), description: text(), ranges: [range(), range()], isTrusted: flip()))
        default:
            switch Int.random(in: 0..<7, using: &random) {
            case 0: .deviceGroup(deviceGroup())
            case 5: .identityProvider(identityProvider())
            case 2: .notificationChannel(notificationChannel())
            case 3: .notificationTemplate(notificationTemplate())
            case 4: .complianceScript(complianceScript())
            case 1: .assignmentFilter(AssignmentFilter(name: name(), description: text(), rule: rule()))
            default: .tenantSettings(settings())
            }
        }
    }

    private mutating func complianceScript() -> ComplianceScript {
        ComplianceScript(
            name: name().replacing(".", with: "-"), description: text(), text: "#!/bin/sh\n\(text())\n",
            account: flip() ? "nobody" : "", timeLimit: .seconds(Int64.random(in: 1...300, using: &random)),
            interval: .seconds(Int64.random(in: 900...86_400, using: &random)), runsOnPersonalDevices: flip(),
            settings: [
                CustomSetting(name: "A", type: pick(CustomSettingType.allCases)),
                CustomSetting(name: "b_2", type: pick(CustomSettingType.allCases)),
            ])
    }

    private mutating func customRules() -> CustomRules {
        let rule = CustomRule(
            setting: "A", operation: pick([.isEquals, .notEquals]), type: .string, operand: .text(text()),
            moreInformation: flip() ? "https://\(name())" : "",
            remediation: [
                .init(language: "en_US", title: text(), description: text()),
                .init(language: "de_DE", title: text(), description: ""),
            ])
        let other = CustomRule(
            setting: "B", operation: pick(CustomRule.Operator.allCases), type: .int64,
            operand: .integer(Int64.random(in: .min ... .max, using: &random)),
            remediation: [.init(language: "en_US", title: "t", description: text())])
        return CustomRules(script: name(), rules: [rule, other])
    }

    private mutating func enforcementPoint() -> EnforcementPoint {
        let transport: EnforcementPoint.Transport = flip() ? .socket : .mutualTLS
        return EnforcementPoint(
            name: name(), description: text(), applications: [name(), name()], transport: transport,
            socket: transport == .socket && flip() ? "/run/\(name()) x.sock" : nil)
    }

    private mutating func deviceGroup() -> DeviceGroup {
        let members = Set((0..<Int.random(in: 1...3, using: &random)).map { _ in name() })
        let membership: DeviceGroup.Membership =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .assigned([])
            case 1: .assigned(members.sorted())
            default: .dynamic(rule())
            }
        return DeviceGroup(name: name(), description: text(), membership: membership)
    }

    private mutating func rule() -> FilterExpression {
        let texts = ["device.displayName -startsWith \"it's # : \(name())\"", "device.model -in [\"a: b\", \"- c\"]"]
        // INVARIANT (rules): every text above is a rule.
        return pick(texts.compactMap { try? FilterExpression(parsing: $0) })
    }

    private mutating func settings() -> TenantSettings {
        TenantSettings(
            description: text(),
            compliance: ComplianceSettings(secureByDefault: flip(), validity: duration(from: 1)),
            access: AccessSettings(
                defaultDecision: flip() ? .deny : .allow,
                decisionLifetime: .seconds(Int64.random(in: 1...3600, using: &random))),
            staleness: .milliseconds(Int64.random(in: 0...900_000, using: &random)),
            assetsStaleAfter: .seconds(Int64.random(in: 86_400...86_400_000, using: &random)),
            historyRetention: .seconds(Int64.random(in: 86_400...300_000_000, using: &random)),
            updateRings: flip() ? [] : [ring()], approvalChannels: flip() ? [] : [name()],
            browserCertificates: pick(BrowserCertificateScope.allCases))
    }

    private mutating func ring() -> UpdateRing {
        UpdateRing(
            name: name(), percentage: Int.random(in: 1...100, using: &random),
            delay: .seconds(Int64.random(in: 0...7_000_000, using: &random)))
    }

    private mutating func compliancePolicy() -> CompliancePolicy {
        CompliancePolicy(
            name: name(), summary: text(), platforms: some([.linux]),
            includedGroups: flip() ? ["a", "b-1"] : [], excludedGroups: flip() ? ["c"] : [],
            filter: flip()
                ? try? FilterExpression(parsing: "device.displayName -startsWith \"it's # : \(name())\"") : nil,
            assignmentFilter: flip() ? AssignedFilter(name: name(), mode: pick([.include, .exclude])) : nil,
            grace: duration(from: 0),
            requirements: (0..<Int.random(in: 1...4, using: &random)).map { requirement($0) },
            customRules: flip() ? customRules() : nil,
            hysteresis: hysteresis(),
            scheduledActions: (0..<Int.random(in: 0...3, using: &random)).map { _ in scheduledAction() })
    }

    private mutating func hysteresis() -> Hysteresis {
        Hysteresis(recovery: flip() ? ReportQuorum(2, of: 3) : nil, failure: flip() ? ReportQuorum(1, of: 16) : nil)
    }

    /// After a year no grace is left that could be contradicted.
    private mutating func scheduledAction() -> ScheduledAction {
        let kind = pick(ScheduledAction.Kind.allCases)
        let target = NotificationTarget(
            channels: [name()], recipients: flip() ? ["owner", "it@example.org"] : [], template: flip() ? name() : nil)
        return ScheduledAction(
            kind, after: kind == .notify ? duration(from: 0) : .seconds(365 * 86_400),
            target: kind == .notify || flip() ? target : nil)
    }

    private mutating func requirement(_ number: Int) -> Requirement {
        let (fact, test) = factTest()
        let (other, precondition) = factTest()
        return Requirement(
            name: "\(number) \(line())", fact: fact, test: test,
            minimumAssurance: pick(Assurance.allCases), grace: flip() ? duration(from: 0) : nil,
            severity: pick(Severity.allCases), platforms: some([.linux]),
            precondition: flip() ? .init(fact: other, test: precondition) : nil, remediation: text(),
            hysteresis: hysteresis())
    }

    private mutating func factTest() -> (FactKey, FactTest) {
        switch Int.random(in: 0..<7, using: &random) {
        case 0: ("storage.encrypted", .compare(.equals, .boolean(flip())))
        case 1: ("os.version", .compare(.atLeast, .text("12.\(Int.random(in: 0...20, using: &random))")))
        case 2: ("os.name", .compare(.oneOf, .list([.text(text()), .text("no"), .text("true")])))
        case 3: ("hardware.memory", .compare(.greaterThan, .integer(Int64.random(in: .min ... .max, using: &random))))
        case 4: ("ssh.server.port", .compare(.contains, .integer(22)))
        case 5: ("os.id", .compare(.notEquals, .text(text())))
        default:
            (
                "software.packages",
                .rows(
                    pick(FactTest.Quantifier.allCases),
                    [
                        ColumnTest(column: "name", comparison: .equals, value: .text(text())),
                        ColumnTest(column: "version", comparison: .lessThan, value: .text("2")),
                        ColumnTest(column: "version", comparison: .notEquals, value: .text("1.5")),
                    ])
            )
        }
    }

    private mutating func accessPolicy() -> AccessPolicyDocument {
        let applications = Selection(include: flip() ? nil : [name()], exclude: ["not-" + name()])
        var conditions = AccessConditions(applications: applications)
        if flip() { conditions.platforms = Selection(include: [.linux, .iOS], exclude: some([.iOS, .macOS])) }
        if flip() { conditions.clientApplications = [pick(ClientApplicationType.allCases)] }
        if flip(), let rule = try? FilterExpression(parsing: "device.isCompliant -eq true") {
            conditions.deviceFilter = DeviceFilter(mode: pick(DeviceFilter.Mode.allCases), rule: rule)
        }
        let locations = Selection<LocationReference>(
            include: flip() ? nil : [.named(name()), .range(range())], exclude: flip() ? [.range(range())] : [])
        let policy = AccessPolicy(
            name: name(), summary: text(), state: pick(AccessPolicy.State.allCases), conditions: conditions,
            grantOperator: flip() ? .and : .or,
            controls: flip() ? [.block] : [.compliantDevice, .minimumAssurance(pick(Assurance.allCases))])
        return AccessPolicyDocument(policy, locations: flip() ? locations : nil)
    }
}

extension DocumentGenerator {
    mutating func flip() -> Bool { Bool.random(using: &random) }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: values.indices, using: &random)]
    }

    private mutating func some<Value: Hashable>(_ values: [Value]) -> Set<Value> {
        Set(values.filter { _ in Int.random(in: 0..<3, using: &random) == 0 })
    }

    private mutating func duration(from least: Int64) -> Duration {
        .seconds(Int64.random(in: least...10_000_000, using: &random))
    }

    private mutating func range() -> IPRange {
        let ranges = [
            "192.0.2.0/24", "::/0", "0.0.0.0/0", "2001:db8::/32",
            "10.\(Int.random(in: 0...255, using: &random)).0.0/16",
        ]
        // INVARIANT (ranges): every text above is a range.
        return pick(ranges.compactMap { IPRange($0) })
    }

    /// Made of everything that a name may have, so that it often looks like a number or a word of YAML.
    mutating func name() -> String {
        let first = Array("abNyt0129"), rest = Array("aeox019.-_")
        return String(pick(first)) + String((0..<Int.random(in: 0...9, using: &random)).map { _ in pick(rest) })
    }

    private mutating func line() -> String {
        String(text().map { $0.isNewline ? " " : $0 })
    }

    /// Pieces that YAML readers trip over, in any order.
    mutating func text() -> String {
        let pieces = [
            "a", "Zeichen", " ", ": ", ":", " #", "- ", "'", "\"", "\\", "\n", "\n\n", "é", "👩🏽‍💻", "\u{2028}", "\u{85}",
            "\t", "\r", "{", "}", "[", "]", ",", "&a", "*", "!b", "|", ">", "%", "@", "`", "?", "true", "null", "~",
            "12",
            "1e3", "0x1F", "\u{1}", "---", "\n---\n", "...", "=", "<<", "\u{1FFFE}", "\u{FFFF}", "  \n",
        ]
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in pick(pieces) }.joined()
    }
}

extension DocumentGenerator {
    fileprivate mutating func notificationChannel() -> NotificationChannel {
        let file = flip() ? "/etc/\(name()) x.pem" : nil
        if flip(), let url = WebhookURL("https://\(flip() ? "[2001:db8::1]" : "h.example.org"):8443/a?b=\(name())") {
            let webhook = NotificationChannel.Webhook(
                url: url, secret: name(), headers: flip() ? [:] : ["X-Team": "a: # b", "x-2": ""], caFile: file,
                allowsPrivate: flip())
            return NotificationChannel(name: name(), description: text(), transport: .webhook(webhook))
        }
        let addresses = ["a@example.org", "Größe & Co, Ltd. <a.b+c@example.org>", "# no: <x@h>"]
        // INVARIANT (addresses): every text above is an address.
        let known = addresses.compactMap { MailAddress($0) }
        let hasAccount = flip()
        let email = NotificationChannel.Email(
            host: flip() ? "192.0.2.1" : "mail.example.org", port: flip() ? 2525 : nil,
            encryption: pick(NotificationChannel.Email.Encryption.allCases), user: hasAccount ? "no" : nil,
            password: hasAccount ? name() : nil, from: pick(known), to: flip() ? [] : known, caFile: file)
        return NotificationChannel(name: name(), description: text(), transport: .email(email))
    }

    fileprivate mutating func notificationTemplate() -> NotificationTemplate {
        let texts = [
            "{{device.name}} # x", "a: {{ grace.end }}\n\n- {{requirements}}\n", "}} {x} no", "  lead\nnext  ",
        ]
        // INVARIANT (templates): every text above is a template, and the first and third are one line.
        let known = texts.compactMap { try? TemplateText($0) }
        let messages = ["en", "de-AT", "gsw"].map { locale in
            NotificationTemplate.Message(locale: locale, subject: pick([known[0], known[2]]), text: pick(known))
        }
        return NotificationTemplate(
            name: name(), description: text(), defaultLocale: pick(["en", "de-AT", "gsw"]),
            branding: .init(organisation: flip() ? "" : "A: B", contact: flip() ? "" : "#42"), messages: messages)
    }
}
