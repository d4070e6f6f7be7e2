import ArgumentParser
import GatehouseClient
import GatehouseWire

struct RetryNotice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Send again what was given up, as after mending a channel.")

    @Argument(help: "Id of the notice.") var id: String
    @Option(help: "Why, for the audit log.") var reason: String?
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let detail: NoticeDetail = try await api.post(
            APIRoute.fill(APIRoute.noticeRetry, id), NoticeRetryRequest(reason: reason))
        console.print("notice \(detail.notice.id) \(detail.notice.state.rawValue)")
    }
}
