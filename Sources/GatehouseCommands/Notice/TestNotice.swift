import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct TestNotice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Try a channel with a message of no importance, and say what became of it.")

    private static let interval = Duration.milliseconds(200)

    @Option(help: "Name of the notification channel.") var channel: String
    @Option(help: "A mail address; those whom the channel always tells, unless given.") var to: String?
    @Option(help: "Language of the message, as de.") var locale: String?
    @Option(help: "Name of the notification template; the built-in one unless given.") var template: String?
    @Option(help: "Wait at most so many seconds for the first answer.") var wait: Int = 40
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        var detail: NoticeDetail = try await api.post(
            APIRoute.noticeTests,
            NoticeTestRequest(channel: channel, recipient: to, locale: locale, template: template))
        var left = Duration.seconds(wait)
        while Self.isUntried(detail), left > .zero {
            try await Task.sleep(for: Self.interval)
            left -= Self.interval
            detail = try await api.get(APIRoute.fill(APIRoute.notice, detail.notice.id.description))
        }
        let answered = detail
        try console.show(answered, output.output) { ShowNotice.print(answered, $0) }
        if detail.notice.state != .sent {
            throw CommandFailure(.failed, detail.messages.compactMap(\.problem).first ?? "nothing was answered yet")
        }
    }

    /// Whether nothing is known yet of at least one message.
    private static func isUntried(_ detail: NoticeDetail) -> Bool {
        detail.notice.state == .queued
            && (detail.messages.isEmpty || detail.messages.contains { $0.state == .queued && $0.attempts == 0 })
    }
}
