import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListUserSessions: ClientCommand {
    static let configuration = CommandConfiguration(
        commandName: "sessions", abstract: "List where a person is signed in, newest first.")

    @Argument(help: .user) var user: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<SessionItem> = try await api.get(APIRoute.fill(APIRoute.userSessions, user))
        try console.show(page.items, output.output) { isWide in
            var table = Table(
                ["ID", "METHODS", "ADDRESS", "LAST USED", "EXPIRES"] + (isWide ? ["DEVICE", "BROWSER"] : []))
            for session in page.items {
                table.add([
                    .init(session.id.description), .init(session.methods.joined(separator: ",")),
                    .init(session.address), .init(session.lastUsedAt.description),
                    .init(session.expiresAt.description), .init(session.device?.description ?? ""),
                    .init(session.userAgent),
                ])
            }
            return table
        }
    }
}
