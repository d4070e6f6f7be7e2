import Foundation
import GatehouseModel
import GatehouseService

/// The body of a webhook: what kind of notice, when it was posted, and all that it says.
struct WebhookPayload: Encodable {
    struct Device: Encodable {
        var id: String
        var name: String
        var platform: String
    }
    struct Requirement: Encodable {
        var name: String
        var severity: String
        var wanted: String
        var found: String
        var remediation: String
        var graceEnd: String?
    }
    struct Content: Encodable {
        var notice: String
        var device: Device?
        var policy: String?
        var deadline: String?
        var requirements: [Requirement]
        var particulars: [String: String]
        var locale: String
        var subject: String
        var text: String
    }

    /// As `notice.deviceInGrace`.
    var type: String
    var timestamp: String
    var data: Content

    init(_ notice: Notice, _ text: NoticeText) {
        type = "notice.\(notice.kind.rawValue)"
        timestamp = notice.createdAt.description
        data = Content(
            notice: notice.id.description,
            device: notice.device.map {
                Device(id: $0.id.description, name: $0.name, platform: $0.platform.rawValue)
            },
            policy: notice.policy.isEmpty ? nil : notice.policy, deadline: notice.deadline?.description,
            requirements: notice.requirements.map { shortfall in
                Requirement(
                    name: shortfall.requirement, severity: shortfall.severity.rawValue, wanted: shortfall.wanted,
                    found: shortfall.found, remediation: shortfall.remediation,
                    graceEnd: shortfall.graceEnd?.description)
            },
            particulars: Dictionary(uniqueKeysWithValues: notice.particulars.map { ($0.key.rawValue, $0.value) }),
            locale: text.locale, subject: text.subject, text: text.text)
    }

    /// The same bytes at every attempt.
    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self))
    }
}
