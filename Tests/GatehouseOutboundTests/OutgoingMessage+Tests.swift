import GatehouseDocuments
import GatehouseModel
import GatehouseService
import GatehouseTestSupport

extension OutgoingMessage {
    /// About the device of this name, over the channel.
    static func about(
        _ device: String, over transport: NotificationChannel.Transport, secret: String? = nil,
        recipient: String = "ada@example.org", subject: String? = nil
    ) -> OutgoingMessage {
        let notice = Notice(
            id: .numbered(1), kind: .deviceInGrace, key: "key", createdAt: .start,
            device: Notice.Subject(id: .numbered(2), name: device, platform: .linux), policy: "baseline",
            requirements: [
                Notice.Shortfall(
                    requirement: "firewall", severity: .high, wanted: "true", found: "false",
                    remediation: "turn it on", graceEnd: nil)
            ], deadline: .start + .seconds(86_400), channels: ["test"])
        return OutgoingMessage(
            id: .numbered(7), notice: notice, channel: NotificationChannel(name: "test", transport: transport),
            secret: secret, recipient: recipient,
            text: NoticeText(
                locale: "de", subject: subject ?? "Gerät \(device)", text: "Zeile eins\n.\n\(device) = ünïted\n",
                html: "<p>Zeile &amp; eins</p>\n"), now: .start + .seconds(5))
    }
}
