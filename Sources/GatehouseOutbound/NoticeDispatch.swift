import GatehouseDocuments
public import GatehouseService
public import NIOCore

/// Sends each message by the transport of its channel.
public struct NoticeDispatch: NoticeTransport {
    private let mail: MailTransport
    private let webhook: WebhookTransport

    /// Makes the transports over the event loops of `group`.
    public init(group: any EventLoopGroup) {
        mail = MailTransport(group: group)
        webhook = WebhookTransport(group: group)
    }

    /// One attempt; ends within 45 seconds.
    public func send(_ message: OutgoingMessage) async -> SendingOutcome {
        switch message.channel.transport {
        case .webhook(let channel): await webhook.send(message, to: channel)
        case .email(let channel): await mail.send(message, by: channel)
        }
    }
}
