import ArgumentParser
import GatehouseClient
import GatehouseModel
import GatehouseWire

struct ListTokens: ClientCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List tokens.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var connection: ConnectionOptions

    func run(_ api: APIClient, _ console: Console) async throws {
        let page: ListPage<TokenItem> = try await api.get(APIRoute.tokens)
        try console.show(page.items, output.output) { _ in
            var table = Table(["NAME", "ROLE", "CREATED", "EXPIRES", "REVOKED", "ID"])
            for token in page.items {
                table.add([
                    token.name, token.role, token.createdAt.description, token.expiresAt.description,
                    token.revokedAt?.description ?? "-", token.id.description,
                ])
            }
            return table
        }
    }
}
