import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ShowNotice: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a notice, who was told and what went wrong.")

    @Argument(help: "Id of the notice.") var id: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let detail: NoticeDetail = try await api.get(APIRoute.fill(APIRoute.notice, id))
        try console.show(detail, output.output) { Self.print(detail, $0) }
    }

    static func print(_ detail: NoticeDetail, _ console: Console) {
        let notice = detail.notice
        console.print(
            Properties(
                [
                    ("notice", notice.id.description), ("kind", notice.kind), ("state", notice.state.rawValue),
                    (
                        "device",
                        [notice.deviceName, notice.device?.description].compactMap(\.self).joined(separator: ", ")
                    ),
                    ("policy", notice.policy ?? ""), ("requirements", detail.requirements.joined(separator: ", ")),
                    ("deadline", notice.deadline?.description ?? ""),
                    ("channels", notice.channels.joined(separator: ", ")), ("created", notice.createdAt.description),
                    ("updated", notice.updatedAt.description),
                ]
            ).text())
        guard !detail.messages.isEmpty else { return }
        console.print("")
        var table = Table(["CHANNEL", "RECIPIENT", "STATE", "ATTEMPTS", "NEXT", "PROBLEM"])
        for message in detail.messages {
            table.add([
                .init(message.channel), .init(message.recipient ?? ""), .init(message.state),
                .init(String(message.attempts)), .init(message.nextAttempt?.description ?? ""),
                .init(message.problem ?? ""),
            ])
        }
        console.print(table)
    }
}
