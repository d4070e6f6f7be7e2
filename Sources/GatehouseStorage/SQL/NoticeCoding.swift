import GatehouseModel
import GatehouseService

/// How all of a notice is kept that no list is asked by, as JSON.
enum NoticeCoding {
    static func encode(_ notice: Notice) -> String {
        StoredJSON.record([
            "deviceName": .init(optional: notice.device?.name),
            "platform": .init(optional: notice.device?.platform.rawValue),
            "policy": .text(notice.policy),
            "requirements": .list(notice.requirements.map(json)),
            "deadline": json(notice.deadline),
            "particulars": .record(
                Dictionary(uniqueKeysWithValues: notice.particulars.map { ($0.key.rawValue, .text($0.value)) })),
            "template": .init(optional: notice.template),
            "channels": .init(texts: notice.channels),
            "recipients": .list(notice.recipients.map(json)),
        ]).description
    }

    /// Reads what ``encode(_:)`` wrote; `false` for anything else.
    static func decode(_ text: String, device: DeviceID?, into notice: inout Notice) -> Bool {
        guard let members = StoredJSON(text)?.record, let policy = members["policy"]?.text,
            let requirements = all(members["requirements"], shortfall),
            let particulars = members["particulars"]?.record, let channels = members["channels"]?.texts,
            let recipients = all(members["recipients"], recipient)
        else { return false }
        if let device {
            guard let name = members["deviceName"]?.text,
                let platform = members["platform"]?.text.flatMap(Platform.init)
            else { return false }
            notice.device = Notice.Subject(id: device, name: name, platform: platform)
        }
        notice.policy = policy
        notice.requirements = requirements
        notice.deadline = instant(members["deadline"])
        for (name, value) in particulars {
            guard let particular = Notice.Particular(rawValue: name), let value = value.text else { return false }
            notice.particulars[particular] = value
        }
        notice.template = members["template"]?.text
        notice.channels = channels
        notice.recipients = recipients
        return true
    }

    private static func all<Element>(_ json: StoredJSON?, _ decode: (StoredJSON) -> Element?) -> [Element]? {
        guard let values = json?.list else { return nil }
        let decoded = values.compactMap(decode)
        return decoded.count == values.count ? decoded : nil
    }

    private static func json(_ instant: Instant?) -> StoredJSON { instant.map { .integer($0.milliseconds) } ?? .null }

    private static func instant(_ json: StoredJSON?) -> Instant? {
        if case .integer(let milliseconds)? = json { Instant(milliseconds: milliseconds) } else { nil }
    }

    private static func json(_ shortfall: Notice.Shortfall) -> StoredJSON {
        .record([
            "requirement": .text(shortfall.requirement), "severity": .text(shortfall.severity.rawValue),
            "wanted": .text(shortfall.wanted), "found": .text(shortfall.found),
            "remediation": .text(shortfall.remediation), "graceEnd": json(shortfall.graceEnd),
        ])
    }

    private static func shortfall(_ json: StoredJSON) -> Notice.Shortfall? {
        guard let members = json.record, let requirement = members["requirement"]?.text,
            let severity = members["severity"]?.text.flatMap(Severity.init), let wanted = members["wanted"]?.text,
            let found = members["found"]?.text, let remediation = members["remediation"]?.text
        else { return nil }
        return Notice.Shortfall(
            requirement: requirement, severity: severity, wanted: wanted, found: found, remediation: remediation,
            graceEnd: instant(members["graceEnd"]))
    }

    /// The owner is the only recipient without an address.
    private static func json(_ recipient: Notice.Recipient) -> StoredJSON {
        switch recipient {
        case .owner: .record([:])
        case .address(let address, let locale):
            .record(["address": .text(address), "locale": .init(optional: locale)])
        }
    }

    private static func recipient(_ json: StoredJSON) -> Notice.Recipient? {
        guard let members = json.record else { return nil }
        guard let address = members["address"] else { return .owner }
        return address.text.map { .address($0, locale: members["locale"]?.text) }
    }
}
