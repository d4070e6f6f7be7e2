import GatehouseDocuments
import GatehouseModel
import GatehouseService
import NIOCore
import NIOPosix
import NIOSSL

/// Hands one message to a mail server, over a connection of its own that is never without TLS.
struct MailTransport: Sendable {
    private let group: any EventLoopGroup
    private let patience: TimeAmount

    /// - Parameter patience: how long all of it may take.
    init(group: any EventLoopGroup, patience: TimeAmount = .seconds(30)) {
        self.group = group
        self.patience = patience
    }

    func send(_ message: OutgoingMessage, by email: NotificationChannel.Email) async -> SendingOutcome {
        guard let recipient = MailAddress(message.recipient) else { return .refused("there is no recipient") }
        let context: NIOSSLContext
        do {
            context = try NIOSSLContext(configuration: .verifying(authorities: email.caFile))
        } catch {
            return .later("the authorities to trust cannot be read: \(error)")
        }
        let loop = group.next()
        let outcome = loop.makePromise(of: SendingOutcome.self)
        let deadline = loop.scheduleTask(in: patience) { [patience] in
            outcome.succeed(.later("the mail server took longer than \(patience.nanoseconds / 1_000_000_000) s"))
        }
        defer { deadline.cancel() }
        let draft = Draft(message: message, email: email, recipient: recipient, context: context)
        do {
            let channel = try await connect(draft, on: loop, outcome)
            return await withTaskCancellationHandler {
                let result = (try? await outcome.futureResult.get()) ?? .later("sending was stopped")
                channel.close(promise: nil)
                return result
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            outcome.succeed(.later("the mail server cannot be reached: \(error)"))
            return (try? await outcome.futureResult.get()) ?? .later("sending was stopped")
        }
    }

    /// What a connection needs to carry its message.
    private struct Draft: Sendable {
        var message: OutgoingMessage
        var email: NotificationChannel.Email
        var recipient: MailAddress
        var context: NIOSSLContext

        /// Certificates are for names; where there is only an address, it is that which must be in the certificate.
        func makeTLS() throws -> NIOSSLClientHandler {
            try NIOSSLClientHandler(context: context, serverHostname: IPAddress(email.host) == nil ? email.host : nil)
        }

        func dialogue(from local: SocketAddress?) -> SMTPDialogue {
            let account = email.user.map { SMTPDialogue.Account(user: $0, password: message.secret ?? "") }
            return SMTPDialogue(
                sender: email.from.address, recipient: recipient.address,
                content: MailText(message, from: email.from).text, account: account,
                greetingName: Self.literal(local), isEncrypted: email.encryption == .implicit)
        }

        /// RFC 5321 §4.1.3.
        private static func literal(_ address: SocketAddress?) -> String {
            switch address {
            case .v4: "[\(address?.ipAddress ?? "127.0.0.1")]"
            case .v6: "[IPv6:\(address?.ipAddress ?? "::1")]"
            default: "[127.0.0.1]"
            }
        }
    }

    private func connect(
        _ draft: Draft, on loop: any EventLoop, _ outcome: EventLoopPromise<SendingOutcome>
    ) async throws -> any Channel {
        try await ClientBootstrap(group: loop).connectTimeout(.seconds(10))
            // Before the handler is there, nothing may be read: a greeting would be lost.
            .channelOption(ChannelOptions.autoRead, value: false)
            .connect(host: draft.email.host, port: draft.email.port)
            .flatMap { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if draft.email.encryption == .implicit { try pipeline.addHandler(draft.makeTLS()) }
                    try pipeline.addHandler(
                        SMTPHandler(draft.dialogue(from: channel.localAddress), outcome: outcome) {
                            try draft.makeTLS()
                        })
                }.flatMap { channel.setOption(ChannelOptions.autoRead, value: true) }.map { channel }
            }.get()
    }
}
